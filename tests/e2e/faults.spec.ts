import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const SEQUENCE = `version: '1.0'
name: Faults   # a remark
steps:
  - { id: lint, name: Lint, type: base, model: codex }
  - { id: build, name: Build it, type: base, model: codex, depends_on: [lint], status: BLOCKED }
`

function repoIn(folder: string): string {
  return gitRepo(folder, 'faults', { [PLAN]: SEQUENCE })
}

function textIn(repo: string): string {
  return readFileSync(join(repo, PLAN), 'utf8')
}

async function openPlan(page: Page, url: string, repo: string): Promise<void> {
  await openFolder(page, url, repo)
  await expect(page.locator('[data-node="build"]')).toBeVisible()
}

/** Renames the step as far as the review, which still has to be applied. */
async function rename(page: Page, name: string): Promise<void> {
  await page.locator('[data-node="build"] .node-main').click()
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill(name)
  await page.getByTestId('save-step').click()
  await expect(page.getByTestId('review-apply')).toHaveText('Apply')
  await expect(page.getByTestId('review-apply')).toBeEnabled()
}

/** Lets the page's writing fail in this way from now on; null lets it work again. */
async function breakWriting(page: Page, error: string | null): Promise<void> {
  await page.evaluate((name) => {
    const prototype = FileSystemFileHandle.prototype
    const kept: unknown = Reflect.get(window, 'writableBefore') ?? prototype.createWritable
    Reflect.set(window, 'writableBefore', kept)
    const failing = () => Promise.reject(new DOMException('made by the test', name ?? ''))
    Reflect.set(prototype, 'createWritable', name === null ? kept : failing)
  }, error)
}

test('a full disk and a lost permission keep the edit, say what to do, and then let it through', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  await openPlan(page, site.url, repo)
  await rename(page, 'Kept through it all')
  const dialog = page.getByRole('dialog')
  for (const [error, advice] of [
    ['QuotaExceededError', 'free some space, then Apply again'],
    ['NotAllowedError', 'press Reconnect, then Apply again'],
  ] as const) {
    await breakWriting(page, error)
    await page.getByTestId('review-apply').click()
    await expect(dialog).toContainText(advice)
    expect(textIn(repo)).toBe(SEQUENCE)
  }
  await expectAccessible(page)
  await breakWriting(page, null)
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  expect(textIn(repo)).toBe(SEQUENCE.replace('Build it', 'Kept through it all'))
})

test('when the folder may not be read any more, one button brings it back', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  await openPlan(page, site.url, repo)
  await page.evaluate(() => {
    const prototype = FileSystemDirectoryHandle.prototype
    const before = prototype.getDirectoryHandle
    prototype.getDirectoryHandle = () =>
      Promise.reject(new DOMException('made by the test', 'NotAllowedError'))
    // As with a person who answers the browser's question: only the question brings the permission back.
    prototype.requestPermission = () => {
      prototype.getDirectoryHandle = before
      return Promise.resolve('granted')
    }
  })
  const back = page.getByRole('button', { name: 'Reconnect faults' })
  await expect(back).toBeVisible()
  await expect(page.getByText('Nothing was lost.')).toBeVisible()
  await expectAccessible(page)
  await back.click()
  await expect(back).toBeHidden()
  writeFileSync(join(repo, PLAN), SEQUENCE.replace('Build it', 'Seen again'))
  await expect(page.locator('[data-node="build"]')).toContainText('Seen again')
})

test('two tabs that edit the same step: the second sees the first, and no word is lost', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  await openPlan(page, site.url, repo)
  const other = await page.context().newPage()
  await other.goto(site.url)
  await expect(other.locator('[data-node="build"]')).toBeVisible()
  await rename(other, 'Second')
  await page.bringToFront()
  await rename(page, 'First')
  await page.getByTestId('review-apply').click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(textIn(repo)).toContain('name: First')

  await other.bringToFront()
  await other.getByTestId('review-apply').click()
  await expect(other.getByText('The file changed in the meantime.')).toBeVisible()
  await expect(other.getByRole('dialog')).toContainText('First')
  expect(textIn(repo)).toContain('name: First')
  await other.getByTestId('review-apply').click()
  await expect(other.getByRole('dialog')).toBeHidden()
  expect(textIn(repo)).toBe(SEQUENCE.replace('Build it', 'Second'))
})

test('a tab that hangs while it writes is named, and the edit waits', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  await openPlan(page, site.url, repo)
  await page.evaluate(() => {
    void navigator.locks.request(
      'threados-writer:faults',
      () => new Promise<void>((done) => Reflect.set(window, 'letGo', done)),
    )
  })
  await rename(page, 'After the wait')
  await page.getByTestId('review-apply').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('close the other tab, then Apply again', { timeout: 30_000 })
  expect(textIn(repo)).toBe(SEQUENCE)
  await page.evaluate(() => Reflect.get(window, 'letGo')())
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  expect(textIn(repo)).toContain('After the wait')
})

test('a clock that is a year behind changes nothing: edits are ordered by content, not by time', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  await page.addInitScript(() => {
    const now = Date.now
    Date.now = () => now() - 365 * 24 * 3600 * 1000
  })
  await openPlan(page, site.url, repo)
  const theirs = SEQUENCE.replace('name: Lint', 'name: Theirs')
  await rename(page, 'Mine')
  writeFileSync(join(repo, PLAN), theirs)
  await page.getByTestId('review-apply').click()
  await expect(page.getByText('The file changed in the meantime.')).toBeVisible()
  await page.getByTestId('review-apply').click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(textIn(repo)).toBe(theirs.replace('Build it', 'Mine'))
})

test('a bridge that dies while one edits: the edit is kept and applies when it is back', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = repoIn(folder)
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await rename(page, 'Outlived the bridge')
  await bridge.stop()
  const apply = page.getByTestId('review-apply')
  await expect(apply).toHaveAttribute('title', /The bridge does not answer/)
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Outlived the bridge')
  await bridgeFor(repo, 'direct', { port: bridge.port })
  await expect(page.getByTestId('connection')).toHaveText('Bridge')
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  expect(textIn(repo)).toContain('Outlived the bridge')
})

test('a log of 100 MB is there at once, is searched to its end, and blocks nothing', async ({
  page,
  site,
  folder,
}) => {
  const repo = repoIn(folder)
  const runId = '01JCZ8Q3T0DEM0DEM0DEM0DEM0'
  const place = join(repo, '.threados', 'runs', runId, 'lint')
  mkdirSync(place, { recursive: true })
  const line = `\u001b[32m${'x'.repeat(80)}\u001b[0m ok\n`
  const many = line.repeat(10_000)
  const log = Buffer.from(`${many.repeat(Math.ceil(100e6 / many.length))}the needle\n`)
  writeFileSync(join(place, 'stdout.log'), log)
  const record = {
    ...{ runId, stepId: 'lint', attempt: 1, status: 'DONE', model: 'codex', argv: ['true'] },
    ...{ startTime: '2026-02-07T09:00:00.000Z', endTime: '2026-02-07T09:01:00.000Z' },
    ...{ durationMs: 60_000, exitCode: 0, pid: 1, cwd: '.', workspace: 'shared' },
    ...{ bytesOut: log.length, bytesErr: 0, truncated: 0, redactions: 0 },
  }
  writeFileSync(join(place, 'status.json'), JSON.stringify(record))
  await openPlan(page, site.url, repo)
  await page.evaluate(() => {
    const tasks: number[] = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration)
    }).observe({ type: 'longtask' })
    Reflect.set(window, 'longTasks', tasks)
  })
  const start = performance.now()
  await page.locator('[data-node="lint"] .node-main').click()
  await expect(page.locator('.log-row').first()).toBeVisible()
  const opened = performance.now() - start
  const find = page.getByLabel('Find in this log')
  await find.fill('NEEDLE')
  await expect(page.getByText('0 of 1')).toBeVisible({ timeout: 40_000 })
  await find.press('Enter')
  await expect(page.locator('.log-here')).toContainText('the needle')
  const tasks = await page.evaluate((): number[] => Reflect.get(window, 'longTasks'))
  const longest = Math.max(0, ...tasks)
  test.info().annotations.push({ type: '100 MB', description: `${opened} ms, task ${longest} ms` })
  // Ten times the goals of a quiet machine: what this must never be is proportional to the log.
  expect(opened).toBeLessThan(3000)
  expect(longest).toBeLessThan(500)
})
