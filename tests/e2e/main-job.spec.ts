import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { demoRepo } from '../support/web-repo.ts'

const STEPS = [
  'lint',
  'unit-tests',
  'measure-1',
  'measure-2',
  'measure-3',
  'fuse',
  'report',
  'price-list',
]

function node(page: Page, id: string) {
  return page.locator(`[data-node="${id}"]`)
}

async function select(page: Page, id: string): Promise<void> {
  await node(page, id).locator('.node-main').click()
}

/** Every status that a node showed, in order, from now on. */
async function watchStatuses(page: Page): Promise<() => Promise<Record<string, string[]>>> {
  await page.evaluate(() => {
    const seen: Record<string, string[]> = {}
    Reflect.set(window, 'seenStatuses', seen)
    const look = () => {
      for (const element of document.querySelectorAll<HTMLElement>('[data-node][data-status]')) {
        const { node: id = '', status = '' } = element.dataset
        const list = seen[id] ?? []
        seen[id] = list
        if (list[list.length - 1] !== status) list.push(status)
      }
    }
    look()
    const options = { subtree: true, childList: true, attributeFilter: ['data-status'] }
    new MutationObserver(look).observe(document.body, options)
  })
  return () => page.evaluate(() => Reflect.get(window, 'seenStatuses'))
}

test('the main job: open, run, watch live, approve, done', async ({ page, folder, bridgeFor }) => {
  const repo = demoRepo(folder)
  const bridge = await bridgeFor(repo, 'mprocs')

  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(page.getByRole('heading', { name: 'Check and report' })).toBeVisible()
  expect(page.url()).toBe(`${bridge.url}/`)
  await expect(page.getByTestId('connection')).toHaveText('Bridge')
  for (const id of STEPS) await expect(node(page, id)).toBeVisible()
  await takePictures(page, 'ready')
  const statuses = await watchStatuses(page)

  await select(page, 'measure-1')
  await page.getByTestId('run-runnable').click()
  await expect(page.getByTestId('session')).toContainText('busy')
  // Lines are on the screen while the step that prints them still runs.
  await page.waitForFunction(() => {
    const card = document.querySelector<HTMLElement>('[data-node="measure-1"]')
    return card?.dataset['status'] === 'RUNNING' && document.querySelector('.log-row') !== null
  })
  await takePictures(page, 'running', ['dark'])

  await page.getByRole('button', { name: 'Show everything (0)' }).click()
  await expect(node(page, 'fuse')).toHaveAttribute('data-status', 'DONE', { timeout: 30_000 })
  await expect(node(page, 'review')).toHaveAttribute('data-status', 'PENDING')
  await expect(node(page, 'report')).toHaveAttribute('data-status', 'BLOCKED')

  await select(page, 'report')
  await expect(page.getByText('This step waits for gate review (PENDING).')).toBeVisible()
  await select(page, 'review')
  await page.getByLabel('Note').fill('The numbers are plausible.')
  await takePictures(page, 'gate')
  await expectAccessible(page)
  await page.getByTestId('approve').click()

  await expect(page.getByText(/^Approved by .* at /)).toBeVisible()
  for (const id of ['report', 'price-list']) {
    await expect(node(page, id)).toHaveAttribute('data-status', 'DONE', { timeout: 30_000 })
  }
  await expect(page.getByText('8 of 8 done')).toBeVisible()

  const seen = await statuses()
  for (const id of STEPS) expect(seen[id]?.slice(-2), id).toEqual(['RUNNING', 'DONE'])
  const file = readFileSync(join(repo, '.threados', 'sequence.yaml'), 'utf8')
  expect(file).toContain('note: The numbers are plausible.')
  expect(file).toContain('# Nothing below runs before a person has approved the gate.')

  await select(page, 'measure-1')
  await expect(page.getByRole('region', { name: 'Output' })).toBeVisible()
  await takePictures(page, 'done')
})
