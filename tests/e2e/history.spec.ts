import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '../support/git-repo.ts'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const FIRST = `version: '1.0'
name: Small
steps:
  - { id: build, name: Build it, type: base, model: codex }
  - { id: test, name: Test it, type: base, model: codex, depends_on: [ build ], status: BLOCKED }
`
const NOW = FIRST.replace(/ {2}- \{ id: test.*\n/, '').replace('Build it', 'Build all')

test('an old plan is found in git by the keyboard and brought back as a proposal', async ({
  page,
  site,
  folder,
}) => {
  const repo = gitRepo(folder, 'my-project', {
    [PLAN]: FIRST,
    '.threados/prompts/test.md': 'Test!\n',
  })
  const git = gitIn(repo)
  writeFileSync(join(repo, PLAN), FIRST.replace('codex', 'no model'))
  git('commit', '--quiet', '--all', '--message=A mistake')
  git('rm', '--quiet', '.threados/prompts/test.md')
  writeFileSync(join(repo, PLAN), NOW)
  git('commit', '--quiet', '--all', '--message=Only build')
  git('gc', '--quiet')
  await openFolder(page, site.url, repo)
  await expect(page.locator('[data-node="build"]')).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('h')
  const panel = page.locator('[data-panel="history"]')
  const row = (subject: string) => panel.getByRole('button', { name: new RegExp(subject) }).first()
  await expect(row('Only build')).toHaveAttribute('aria-pressed', 'true')
  await expect(panel).toContainText('Both plans say the same.')
  await row('Only build').focus()
  await page.keyboard.press('ArrowDown')
  await expect(row('A mistake')).toBeFocused()
  await page.keyboard.press('Enter')
  const restore = page.getByTestId('history-restore')
  await expect(panel).toContainText("a plan that this ThreadOS can't use")
  await expect(restore).toHaveAttribute('title', 'This plan is not valid; the reason is below.')
  await expectAccessible(page)

  await row('A mistake').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('listitem')).toHaveText([
    'Removes step test.',
    'Changes name of step build from Build it to Build all.',
  ])
  await restore.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('review-apply')).toBeEnabled()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(NOW)
  await page.getByTestId('review-apply').click()
  await expect(page.locator('[data-node="test"]')).toBeVisible()
  await expect(panel).toContainText('Both plans say the same.')
  expect(readFileSync(join(repo, '.threados/prompts/test.md'), 'utf8')).toBe('Test!\n')

  await expect(page.getByRole('button', { name: /^Undo: / })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node="test"]')).toBeHidden()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(NOW)
})
