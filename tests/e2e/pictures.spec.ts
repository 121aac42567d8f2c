import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { compare, makeStill, NOW } from '../support/compare-pictures.ts'
import { GROWN_PLAN, PLAN_OF_NOW, planRepo } from '../support/plan-repo.ts'
import { threadShapes, widePlan } from '../support/thread-shapes.ts'
import { openFolder } from '../support/web-chromium.ts'
import { expect, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'

test.beforeEach(({ page }) => makeStill(page))

async function openDemo(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('open-demo').click()
  await expect(page.locator('[data-node="spec"]')).toBeVisible()
}

async function select(page: Page, id: string, tab?: string): Promise<void> {
  await page.getByRole('button', { name: 'Show everything (0)' }).click()
  await page.locator(`[data-node="${id}"] .node-main`).click()
  if (tab) await page.getByRole('tab', { name: tab }).click()
}

async function openPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
  await page.keyboard.type(words)
}

test('the first page, the plan and its parts look as in the documents', async ({ page, site }) => {
  test.setTimeout(180_000)
  await page.goto(site.url)
  await expect(page.getByText('No bridge serves this page.')).toBeVisible()
  await compare(page, 'welcome')
  await openDemo(page, site.url)
  await compare(page, 'canvas')

  await page.getByRole('searchbox').fill('model:codex')
  await compare(page, 'search')
  await page.getByRole('searchbox').fill('')
  await page.getByRole('button', { name: 'Show as a list' }).click()
  await expect(page.getByRole('row', { name: /Fuse the three/ })).toBeVisible()
  await compare(page, 'list')
  await page.locator('.list-name', { hasText: 'Check the contract' }).click()
  await page.getByRole('tab', { name: 'Attempts' }).click()
  await page.getByRole('button', { name: 'Files' }).click()
  await page.getByRole('button', { name: 'stdout.log' }).click()
  await expect(page.getByText('operation-4xx-response')).toBeVisible()
  await compare(page, 'file')
  await page.getByRole('button', { name: 'Show as a picture' }).click()

  await select(page, 'fuse', 'Details')
  await compare(page, 'step')
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill('')
  await page.getByTestId('save-step').click()
  await compare(page, 'step-edit')
  await page.keyboard.press('Escape')

  await select(page, 'spec', 'Prompt')
  await expect(page.locator('.cm-content')).toBeVisible()
  await compare(page, 'prompt')
  await select(page, 'lint', 'Attempts')
  await compare(page, 'attempts')
  await select(page, 'approve-release')
  await compare(page, 'gate')
})

test('threads of every shape and a large plan look as in the documents', async ({
  page,
  site,
  folder,
}) => {
  test.setTimeout(180_000)
  const repo = gitRepo(folder, 'my-project', threadShapes(NOW.getTime(), 754_000))
  await openFolder(page, site.url, repo)
  await expect(page.locator('.card-beat')).toHaveText('beat 12 min 34 s ago')
  await compare(page, 'shapes')
  await page.locator('[data-node="try-1"] .node-main').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Fold group ways' }).click()
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-node="group:ways"]')).toBeVisible()
  await compare(page, 'folded')

  writeFileSync(join(repo, PLAN), widePlan(700))
  await expect(page.getByRole('heading', { name: 'Large' })).toBeVisible()
  // The name is there before a large plan has its places: only then does everything mean all of it.
  await expect(async () => {
    await page.getByRole('button', { name: 'Show everything (0)' }).click()
    await expect(page.locator('canvas.far')).toBeVisible({ timeout: 500 })
  }).toPass()
  await compare(page, 'far')
})

test('review, palette, forms and settings look as in the documents', async ({ page, site }) => {
  test.setTimeout(180_000)
  await openDemo(page, site.url)
  await select(page, 'release', 'Details')
  await page.getByRole('button', { name: 'Remove…' }).click()
  await expect(page.getByTestId('review-apply')).toHaveText('Remove step release')
  await compare(page, 'review')
  await page.keyboard.press('Escape')

  await openPalette(page, 'add')
  await compare(page, 'palette')
  await page.keyboard.press('Escape')
  await openPalette(page, 'add step')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Add step' })).toBeVisible()
  await compare(page, 'action')
  await page.keyboard.press('Escape')

  await page.locator('[data-node="release"] .node-main').focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await compare(page, 'keys')
  await page.keyboard.press('Escape')
  await openPalette(page, 'open the settings')
  await page.keyboard.press('Enter')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(settings).toBeVisible()
  await compare(page, 'settings')
  await settings.getByRole('radio', { name: 'High' }).check({ force: true })
  await page.keyboard.press('Escape')
  await select(page, 'fuse', 'Details')
  await compare(page, 'contrast')
})

test('the panels look as in the documents', async ({ page, site }) => {
  test.setTimeout(180_000)
  await openDemo(page, site.url)
  for (const name of ['Inbox', 'Timeline', 'Compare', 'Audit', 'Terminal', 'Metrics'] as const) {
    const panel = page.locator(`[data-panel][aria-label="${name}"]`)
    const button = page
      .getByRole('navigation', { name: 'Panels' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
    await button.click()
    await expect(panel.getByText('Loading…')).toHaveCount(0)
    await expect(panel).toBeVisible()
    if (name === 'Compare') {
      for (const id of ['impl-1', 'impl-2', 'impl-3'])
        await panel.getByLabel(id).check({ force: true })
    }
    if (name === 'Metrics') await expect(panel.locator('canvas')).toHaveCount(4)
    await compare(page, name.toLowerCase() as Lowercase<typeof name>)
    await button.click()
    await expect(panel).toBeHidden()
  }
})

test('the history of the plan looks as in the documents', async ({ page, site, folder }) => {
  test.setTimeout(180_000)
  const repo = planRepo(folder, 'my-project', GROWN_PLAN)
  writeFileSync(join(repo, PLAN), PLAN_OF_NOW)
  await openFolder(page, site.url, repo)
  await expect(page.locator('[data-node="build"]')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  const panel = page.locator('[data-panel="history"]')
  const commit = (subject: string) => panel.locator('.history-commit', { hasText: subject })
  await commit('Check what was built').click()
  await expect(panel).toContainText('Removes gate go.')
  await compare(page, 'history')

  await page.getByTestId('history-restore').click()
  await expect(page.getByTestId('review-apply')).toBeEnabled()
  await compare(page, 'history-restore')
  await page.keyboard.press('Escape')

  await commit('Plan the release').focus()
  await page.keyboard.press('c')
  await panel.getByRole('button', { name: 'In the file' }).click()
  await expect(panel.locator('.diff-file')).toContainText('Good enough?')
  await page.locator('[data-node="build"] .node-main').focus()
  await compare(page, 'history-two')

  await panel.getByRole('button', { name: 'Compare with the plan of now again' }).click()
  await panel.getByRole('button', { name: 'In words' }).click()
  await commit('Merge the plan').click()
  await expect(panel).toContainText('steps[2] has no')
  await compare(page, 'history-invalid')
})

test('empty and invalid folders look as in the documents', async ({ page, site, folder }) => {
  test.setTimeout(120_000)
  const repo = gitRepo(folder, 'my-project', { 'README.md': 'Nothing yet.\n' })
  await openFolder(page, site.url, repo)
  await expect(page.getByTestId('no-sequence')).toContainText('my-project')
  await compare(page, 'empty')
  await page.getByRole('button', { name: 'Start a sequence here' }).click()
  await expect(page.getByText('has no steps yet')).toBeVisible()
  await compare(page, 'no-steps')
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByText('There is nothing to count yet.')).toBeVisible()
  await compare(page, 'no-metrics')
  await page.keyboard.press('Escape')
  writeFileSync(
    join(repo, PLAN),
    'version: "1.0"\nname: Mine\nsteps:\n  - id: build\n    name: Build it\n    type: base\n    modle: codex\n',
  )
  await expect(page.getByTestId('invalid-file')).toBeVisible()
  await compare(page, 'invalid')
})
