import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const SEQUENCE = `version: "1.0"
name: Screens
steps:
  - id: slow
    name: Slow step
    type: base
    model: shell
    command: [node, slow.js]
  - id: broken
    name: Broken step
    type: base
    model: shell
    command: [node, missing.js]
  - id: forbidden
    name: Forbidden step
    type: base
    model: shell
    command: [bash, -c, echo]
  - id: last
    name: Last step
    type: base
    model: codex
    depends_on: [broken]
    status: BLOCKED
`
const SLOW = `console.log('\\u001b[32mstarted\\u001b[0m')
setInterval(() => console.log('tick'), 50)
`

function repo(parent: string): string {
  return gitRepo(parent, 'screens', { [PLAN]: SEQUENCE, 'slow.js': SLOW })
}

function node(page: Page, id: string) {
  return page.locator(`[data-node="${id}"]`)
}

async function select(page: Page, id: string): Promise<void> {
  await node(page, id).locator('.node-main').click()
}

test('the first page has three ways in', async ({ page, site }) => {
  await page.goto(site.url)
  await expect(page.getByText('No bridge serves this page.')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'welcome')
})

test('the demo can be walked, listed and edited, and says that it is one', async ({
  page,
  site,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await expect(page.getByText('This is the built-in demo')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'demo')

  await page.getByRole('button', { name: 'Show as a list' }).click()
  await expect(page.getByRole('row', { name: /Fuse the three/ })).toContainText('Blocked')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show as a picture' }).click()

  for (const id of ['lint', 'approve-release']) {
    await page.getByRole('button', { name: 'Show everything (0)' }).click()
    await select(page, id)
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText(id)
    await expectAccessible(page)
  }
  await page.setViewportSize({ width: 1024, height: 700 })
  await expectAccessible(page)
  await takePictures(page, 'demo-1024', ['dark'])
})

test('the whole graph is reachable by keyboard', async ({ page, site }) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await node(page, 'spec').locator('.node-main').focus()
  await page.keyboard.press('Enter')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('heading')).toHaveText('Write the spec')
  const way = [
    ['ArrowRight', 'Agree on the contract'],
    ['ArrowRight', 'Draft the handbook'],
    ['ArrowDown', 'Codex builds it'],
    ['ArrowRight', 'Fuse the three'],
    ['ArrowLeft', 'Claude builds it'],
    ['ArrowUp', 'Codex builds it'],
  ] as const
  for (const [key, name] of way) {
    await page.keyboard.press(key)
    await expect(inspector.getByRole('heading').first()).toHaveText(name)
  }
  await inspector.getByRole('tab', { name: 'Prompt' }).focus()
  await page.keyboard.press('Escape')
  await expect(inspector).toBeHidden()
  await expect(node(page, 'impl-1').locator('.node-main')).toBeFocused()
})

test('a wrong pairing code is refused in words, the shown one lets in', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const bridge = await bridgeFor(repo(folder), 'direct')
  await page.goto(bridge.url)
  await page.getByLabel('Pairing code').fill('WRONG-CODE')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByText('This pairing code is wrong or used up.')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Pairing code').fill(bridge.shownCode.toLowerCase())
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(node(page, 'slow')).toBeVisible()
  await page.reload()
  await expect(node(page, 'slow')).toBeVisible()

  await page.evaluate(() => localStorage.setItem('threados.token', 'no-longer-valid'))
  await page.reload()
  await expect(page.getByText('This browser is not paired with the bridge any more.')).toBeVisible()
  await expect(page.getByLabel('Pairing code')).toBeVisible()
})

test('stop, failure, denial and reset each say what happened', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const bridge = await bridgeFor(repo(folder), 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)

  await select(page, 'slow')
  await page.getByRole('button', { name: 'Run this step' }).click()
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('tick')
  await expect(page.locator('.ansi-green')).toHaveText('started')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(node(page, 'slow')).toHaveAttribute('data-status', 'FAILED')
  await expect(page.getByText('Stopped by a person')).toBeVisible()

  await select(page, 'broken')
  await page.getByRole('button', { name: 'Run this step' }).click()
  await expect(node(page, 'broken')).toHaveAttribute('data-status', 'FAILED')
  await page.getByRole('button', { name: /^Errors/ }).click()
  await expect(page.getByRole('region', { name: 'Errors' })).toContainText('missing.js')
  await expectAccessible(page)
  await takePictures(page, 'failed')

  await select(page, 'forbidden')
  await page.getByRole('button', { name: 'Run this step' }).click()
  await expect(page.getByRole('alert')).toContainText('bash')
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()

  await select(page, 'broken')
  await page.getByRole('button', { name: 'Reset…' }).click()
  await page.getByTestId('review-apply').click()
  await expect(node(page, 'broken')).toHaveAttribute('data-status', 'READY')
})

test('removing a step is asked twice and done once', async ({ page, folder, bridgeFor }) => {
  const root = repo(folder)
  const bridge = await bridgeFor(root, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await select(page, 'last')
  await page.getByRole('button', { name: 'Remove…' }).click()
  const apply = page.getByTestId('review-apply')
  await expect(apply).toHaveText('Remove step last')
  await expect(page.getByRole('dialog')).toContainText('destructive')
  await expectAccessible(page)
  await takePictures(page, 'review')
  await apply.click()
  await expect(node(page, 'last')).toHaveCount(0)
  expect(readFileSync(join(root, PLAN), 'utf8')).not.toContain('id: last')
})

test('a lost bridge marks everything as old, and it all comes back by itself', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const root = repo(folder)
  const first = await bridgeFor(root, 'direct')
  await page.goto(`${first.url}/#pair=${first.linkCode}`)
  await expect(node(page, 'slow')).toBeVisible()
  await first.stop()
  await expect(page.getByText('The bridge does not answer.')).toBeVisible()
  await expect(page.getByTestId('connection')).toHaveText('Bridge lost')
  await expect(page.getByTestId('run-runnable')).toHaveAttribute('aria-disabled', 'true')
  await expect(page.locator('.frame-stale')).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'lost')

  writeFileSync(join(root, PLAN), SEQUENCE.replace('Slow step', 'Changed meanwhile'))
  await bridgeFor(root, 'direct', { port: first.port })
  await expect(page.getByTestId('connection')).toHaveText('Bridge')
  await expect(node(page, 'slow')).toContainText('Changed meanwhile')
  await expect(page.locator('.frame-stale')).toHaveCount(0)
})

test('an invalid file is told through the bridge too, and mended', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const root = repo(folder)
  const bridge = await bridgeFor(root, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(node(page, 'slow')).toBeVisible()
  const broken = SEQUENCE.replace('id: broken', 'id: slow')
  writeFileSync(join(root, PLAN), broken)
  const screen = page.getByTestId('invalid-file')
  await expect(screen).toContainText('used twice')
  await expect(screen.locator('dt', { hasText: 'Line' }).locator('+ dd')).toHaveText('9')
  expect(readFileSync(join(root, PLAN), 'utf8')).toBe(broken)
  writeFileSync(join(root, PLAN), SEQUENCE)
  await expect(node(page, 'broken')).toBeVisible()
})
