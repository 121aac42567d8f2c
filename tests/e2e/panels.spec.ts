import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const STEP = (id: string) => `  - id: ${id}
    name: Step ${id}
    type: p
    model: shell
    group_id: team
    review: true
    command: [node, work.js, ${id}]
`
const SEQUENCE = `version: "1.0"
name: Panels
steps:
${STEP('one')}${STEP('two')}  - id: agent
    name: Agent
    type: base
    model: codex
    depends_on: [one, two]
    status: BLOCKED
`
const WORK = `import { writeFileSync } from 'node:fs'
const [id] = process.argv.slice(2)
writeFileSync('result-' + id + '.txt', 'made by ' + id + '\\n')
console.log('the answer of', id, 'is forty-two and nothing else')
`

function repo(parent: string): string {
  return gitRepo(parent, 'panels', {
    [PLAN]: SEQUENCE,
    'work.js': WORK,
    'package.json': '{"type":"module"}',
  })
}

function panel(page: Page, name: string) {
  return page.locator(`[data-panel][aria-label="${name}"]`)
}

async function openPanel(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Panels' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
  await expect(panel(page, name)).toBeVisible()
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
}

test('every panel of the demo opens, is accessible, and is remembered', async ({ page, site }) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await page.locator('[data-node="impl-3"] .node-main').click()
  for (const name of ['Inbox', 'Chat', 'Timeline', 'Compare', 'Audit', 'Terminal', 'Metrics']) {
    await openPanel(page, name)
    await expect(panel(page, name).getByText('Loading…')).toHaveCount(0)
    await expectAccessible(page)
  }
  await page.getByText('As a table').first().click()
  await expect(page.getByRole('row', { name: '7 Feb 11', exact: true })).toBeVisible()
  await expectAccessible(page)
  await panel(page, 'Metrics').getByRole('button', { name: 'Claude builds it' }).click()
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('impl-2')
  await page.reload()
  await expect(panel(page, 'Metrics').locator('canvas').first()).toBeVisible()
  await expect(panel(page, 'Inbox')).toBeVisible()
  await expect(panel(page, 'Terminal')).toBeVisible()
  await expect(panel(page, 'Chat')).toBeVisible()
  await panel(page, 'Inbox')
    .getByRole('button', { name: /^Close/ })
    .click()
  await expect(panel(page, 'Inbox')).toBeHidden()
})

test('a narrow window shows the inspector or the chat, whichever was asked for last', async ({
  page,
  site,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  const step = page.locator('[data-node="spec"] .node-main')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await step.click()
  await openPanel(page, 'Chat')
  await expect(inspector).toBeVisible()
  await page.setViewportSize({ width: 1024, height: 700 })
  await expect(inspector).toBeHidden()
  await page.getByRole('button', { name: 'Show everything (0)' }).click()
  await step.click()
  await expect(inspector).toBeVisible()
  await expect(panel(page, 'Chat')).toBeHidden()
  // Its button brings it to the front again; only then it closes.
  await openPanel(page, 'Chat')
  await expect(inspector).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await expect(inspector).toBeVisible()
  await expect(panel(page, 'Chat')).toHaveCount(0)
})

test('the palette, the sheet of keys, settings and forms are accessible and work by keyboard', async ({
  page,
  site,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await page.locator('[data-node="spec"] .node-main').focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await openPalette(page)
  await page.keyboard.type('open the settings')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await expect(settings).toBeVisible()
  await expectAccessible(page)
  await settings.getByRole('radio', { name: 'High' }).check({ force: true })
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(panel(page, 'Inbox')).toBeVisible()
  await expect(panel(page, 'Inbox').getByRole('listitem').first()).toContainText('Gemini builds it')
  await page.keyboard.press('Escape')
  await expect(panel(page, 'Inbox')).toBeHidden()
})

test('a step is added, written a prompt for and removed by keyboard through the palette', async ({
  page,
  site,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await expect(page.locator('[data-node="spec"]')).toBeVisible()
  await openPalette(page)
  await page.keyboard.type('add step')
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Add step' })
  await form.getByLabel('Id', { exact: true }).fill('poster')
  await form.getByLabel('Type').selectOption('base')
  await form.getByTestId('action-submit').click()
  await expect(form.getByText('step.add needs model.')).toBeVisible()
  await form.getByLabel('Model').fill('codex')
  await expect(form.getByTestId('verdict')).toContainText('Allowed')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.getByTestId('review-apply').click()
  await expect(page.locator('[data-node="poster"]')).toBeVisible()

  await page.locator('[data-node="poster"] .node-main').click()
  await page.getByRole('tab', { name: 'Prompt' }).click()
  await page
    .getByRole('textbox', { name: 'Prompt of poster' })
    .fill('# Draw it\n\nUse {{colour}}.\n')
  await expect(page.locator('.cm-variable')).toHaveText('{{colour}}')
  await expectAccessible(page)

  // What was typed survives the page.
  await page.locator('[data-node="spec"] .node-main').click()
  await page.locator('[data-node="poster"] .node-main').click()
  await page.getByRole('tab', { name: 'Prompt' }).click()
  await expect(page.locator('.cm-content')).toContainText('Draw it')
  await page.getByTestId('save-prompt').click()
  await expect(page.getByRole('dialog')).toContainText('Use {{colour}}.')
  await page.getByTestId('review-apply').click()
  await expect(page.getByTestId('save-prompt')).toBeHidden()
})

test('what real attempts changed and printed is compared, picked, timed and audited', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const root = repo(folder)
  const bridge = await bridgeFor(root, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await page.getByTestId('run-runnable').click()
  for (const id of ['one', 'two']) {
    await expect(page.locator(`[data-node="${id}"]`)).toHaveAttribute('data-status', 'NEEDS_REVIEW')
  }
  await page.locator('[data-node="one"] .node-main').click()
  await page.getByRole('button', { name: 'Changes' }).click()
  await expect(page.getByRole('region', { name: 'Difference', exact: true })).toContainText(
    'made by one',
  )
  await page.getByRole('button', { name: 'Side by side', exact: true }).click()
  await expect(page.locator('.diff-paired').first()).toBeVisible()
  await page.getByRole('button', { name: 'Files' }).click()
  await page.getByRole('button', { name: 'diff.patch' }).click()
  const file = page.getByRole('region', { name: 'File diff.patch' })
  await expect(file).toContainText('+made by one')
  await expectAccessible(page)
  const [kept] = await Promise.all([
    page.waitForEvent('download'),
    file.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(readFileSync(await kept.path(), 'utf8')).toContain('+made by one')
  await file.getByRole('button', { name: 'Back to the files' }).click()
  await expect(page.getByRole('cell', { name: 'stdout.log' })).toBeVisible()

  await openPanel(page, 'Compare')
  const compare = panel(page, 'Compare')
  await compare.getByRole('button', { name: 'Logs' }).click()
  await expect(compare.getByRole('region', { name: 'two', exact: true })).toContainText('forty-two')
  await expect(compare.locator('.compare-score')).toContainText(/[1-9]\d* % agreement/)
  await expectAccessible(page)
  await compare
    .getByRole('region', { name: 'two', exact: true })
    .getByRole('button', { name: 'Pick…' })
    .click()
  await expect(page.getByRole('dialog')).toContainText('two was picked instead')
  await page.getByTestId('review-apply').click()
  await expect(page.locator('[data-node="two"]')).toHaveAttribute('data-status', 'DONE')
  await expect(page.locator('[data-node="one"]')).toHaveAttribute('data-status', 'FAILED')

  await openPanel(page, 'Timeline')
  await expect(panel(page, 'Timeline').getByRole('listitem')).toHaveCount(2)

  await openPanel(page, 'Metrics')
  await expect(panel(page, 'Metrics').locator('.metrics-tile').nth(1)).toContainText('Attempts2')
  await openPanel(page, 'Audit')
  const chain = page.getByTestId('audit-chain')
  await expect(chain).toContainText('the chain is whole')
  const log = join(root, '.threados/audit.log')
  const text = readFileSync(log, 'utf8')
  writeFileSync(log, text.replace('step.accept', 'step.acceqt'))
  await page.getByRole('button', { name: 'Read and check it again' }).click()
  await expect(chain).toContainText('was edited')
  writeFileSync(log, text)
  appendFileSync(log, '{"torn":')
  await page.getByRole('button', { name: 'Read and check it again' }).click()
  await expect(chain).toContainText('ends without a line feed')

  await openPanel(page, 'Terminal')
  await expect(panel(page, 'Terminal')).toContainText('the policy does not allow it')
  const mode = page.getByTestId('mode')
  await mode.click()
  await expect(page.getByRole('dialog')).toContainText('it allows more than before')
  await page.getByTestId('review-apply').click()
  await expect(mode).toHaveText('POWER')
  await mode.click()
  await expect(mode).toHaveText('SAFE')
})

test('what an attempt used and cost is told with it', async ({ page, site, folder }) => {
  const runId = '01JCZ8Q3T0ABCDEFGHJKMNPQRS'
  const record = {
    runId,
    stepId: 'one',
    attempt: 1,
    status: 'DONE',
    startTime: '2026-02-07T09:00:00.000Z',
    endTime: '2026-02-07T09:01:00.000Z',
    durationMs: 60_000,
    usage: { inputTokens: 12_345, cachedTokens: 9000, outputTokens: 678 },
    costUsd: 0.0421,
    pid: 4242,
    model: 'codex',
    argv: ['codex', 'exec', '-'],
    cwd: '.',
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
  }
  const root = gitRepo(folder, 'spent', {
    [PLAN]: SEQUENCE,
    '.threados/agents.yaml': 'agents:\n  fast: { agent: codex, model: small }\n',
    [`.threados/runs/${runId}/one/page.html`]: '<img src=x onerror="document.title = 1">',
    [`.threados/runs/${runId}/one/status.json`]: JSON.stringify(record),
  })
  await openFolder(page, site.url, root)
  await page.locator('[data-node="one"] .node-main').click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText('12,345 tokens in (9,000 cached), 678 out')
  await expect(inspector).toContainText('$0.0421')
  await page.getByRole('tab', { name: 'Details' }).click()
  await page.getByTestId('edit-step').click()
  await inspector.getByLabel('Model').selectOption('fast')
  await page.getByRole('tab', { name: 'Attempts' }).click()
  await page.getByRole('button', { name: 'Files' }).click()
  await page.getByRole('button', { name: 'page.html' }).click()
  await expect(page.getByRole('region', { name: 'Text of page.html' })).toHaveText(
    '<img src=x onerror="document.title = 1">',
  )
  await openPanel(page, 'Metrics')
  await expect(panel(page, 'Metrics')).toContainText('Spent$0.042113K tokens')
  await expectAccessible(page)
})
