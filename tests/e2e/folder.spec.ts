import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const SEQUENCE = `# The plan. Keep this remark.
version: '1.0'
name:   Folder test   # spaces are on purpose

steps:
  - { id: lint, name: Lint, type: base, model: shell, command: [npm, run, lint] }

  # The second step.
  - id: build
    name: "Build it"
    type: base
    model: codex
    depends_on: [ lint ]
    status: BLOCKED
    x-note: kept
`
const PLAN = '.threados/sequence.yaml'
const BROKEN = SEQUENCE.replace('model: codex', 'model: codex\n    modle: codex\n    nmae: x')

function repoWith(parent: string, text: string): string {
  return gitRepo(parent, 'my-project', { [PLAN]: text, 'README.md': 'A project.\n' })
}

function card(page: Page, id: string) {
  return page.locator(`[data-node="${id}"]`)
}

test('a dropped folder is granted for writing (the recipe still works)', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await expect(page.getByTestId('connection')).toHaveText('Folder')
  await expect(card(page, 'build')).toContainText('Build it')
  await expect(page.getByTestId('run-runnable')).toHaveAttribute('title', /Start the bridge/)
})

test('an edit is shown as a difference, and changes one line of the file', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await card(page, 'build').locator('.node-main').click()
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill('Build everything')
  await page.getByTestId('save-step').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('seqctl step edit build --name')).toBeVisible()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(SEQUENCE)
  await expectAccessible(page)
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  await expect(card(page, 'build')).toContainText('Build everything')
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(
    SEQUENCE.replace('"Build it"', '"Build everything"'),
  )
})

test('a change made outside is seen within a second', async ({ page, site, folder }) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await expect(card(page, 'build')).toContainText('Build it')
  writeFileSync(join(repo, PLAN), SEQUENCE.replace('Build it', 'Changed outside'))
  await expect(card(page, 'build')).toContainText('Changed outside', { timeout: 1000 })
})

test('an edit of an old version is shown again on the new one', async ({ page, site, folder }) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await card(page, 'build').locator('.node-main').click()
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill('Mine')
  await page.getByTestId('save-step').click()
  await expect(page.getByTestId('review-apply')).toHaveText('Apply')
  await expect(page.getByTestId('review-apply')).toBeEnabled()
  const theirs = SEQUENCE.replace('name: Lint', 'name: Theirs')
  writeFileSync(join(repo, PLAN), theirs)
  await page.getByTestId('review-apply').click()
  await expect(page.getByText('The file changed in the meantime.')).toBeVisible()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(theirs)
  await page.getByTestId('review-apply').click()
  await expect(card(page, 'build')).toContainText('Mine')
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(theirs.replace('"Build it"', '"Mine"'))
})

test('a file that does not parse is shown with its place, never overwritten, and recovers', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await card(page, 'build').locator('.node-main').click()
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill('Lost?')
  await page.getByTestId('save-step').click()
  await expect(page.getByTestId('review-apply')).toHaveText('Apply')
  await expect(page.getByTestId('review-apply')).toBeEnabled()
  writeFileSync(join(repo, PLAN), BROKEN)
  // The app may have seen it first and have switched Apply off: then this press finds a button that does nothing.
  await page.getByTestId('review-apply').click({ force: true })
  const screen = page.getByTestId('invalid-file')
  await expect(screen).toBeVisible()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toBe(BROKEN)

  await page.keyboard.press('Escape')
  await expect(screen).toContainText('modle')
  await expect(screen).toContainText(PLAN)
  await expect(screen.locator('dt', { hasText: 'Line' }).locator('+ dd')).toHaveText('13')
  await expect(screen.locator('dt', { hasText: 'Path' }).locator('+ dd')).toContainText('steps[1]')
  await expect(screen.getByRole('region', { name: 'All problems' })).toContainText('14:5')
  await expect(screen).toContainText('Nothing will be overwritten.')
  await expectAccessible(page)

  writeFileSync(join(repo, PLAN), SEQUENCE)
  await expect(card(page, 'build')).toBeVisible({ timeout: 1000 })
})

test('a repository without a sequence offers to start one', async ({ page, site, folder }) => {
  const repo = gitRepo(folder, 'empty-project', { 'README.md': 'Nothing yet.\n' })
  await openFolder(page, site.url, repo)
  await expect(page.getByTestId('no-sequence')).toContainText('empty-project')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Start a sequence here' }).click()
  await expect(page.getByText('has no steps yet')).toBeVisible()
  expect(readFileSync(join(repo, PLAN), 'utf8')).toContain('name: empty-project')
})

test('after a reload the folder opens again without a question', async ({ page, site, folder }) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await expect(card(page, 'lint')).toBeVisible()
  await page.reload()
  await expect(card(page, 'lint')).toBeVisible()
})

test('a removed file is told, and nothing is written in its place', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoWith(folder, SEQUENCE)
  await openFolder(page, site.url, repo)
  await expect(card(page, 'lint')).toBeVisible()
  rmSync(join(repo, PLAN))
  await expect(page.getByTestId('no-sequence')).toBeVisible({ timeout: 2000 })
})
