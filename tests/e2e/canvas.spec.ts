import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const SEQUENCE = `version: '1.0'
name: Canvas
steps:
  - { id: first, name: First, type: base, model: codex, lane: build }
  - { id: second, name: Second, type: base, model: codex, lane: build, depends_on: [first], status: BLOCKED }
  - { id: third, name: Third, type: base, model: claude-code, lane: check, depends_on: [second], status: BLOCKED }
  - { id: side, name: Side, type: base, model: claude-code, lane: check, status: FAILED }
`

/** A plan that is drawn as one bitmap from afar. */
function largePlan(count: number): string {
  const steps = Array.from({ length: count }, (_, at) => {
    const before = at < 20 ? '' : `, depends_on: [s${at - 20}], status: BLOCKED`
    return `  - { id: s${at}, name: Step ${at}, type: base, model: codex${before} }\n`
  })
  return `version: '1.0'\nname: Large\nsteps:\n${steps.join('')}`
}

async function open(page: Page, url: string, folder: string, text: string): Promise<() => string> {
  const repo = gitRepo(folder, 'project', { [PLAN]: text })
  await openFolder(page, url, repo)
  await expect(page.locator('[data-node]').first()).toBeVisible()
  return () => readFileSync(join(repo, PLAN), 'utf8')
}

function card(page: Page, id: string) {
  return page.locator(`[data-node="${id}"]`)
}

async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox()
  return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
}

async function drag(
  page: Page,
  from: { x: number; y: number },
  to: { x: number; y: number },
): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2)
  await page.mouse.move(to.x, to.y)
}

test('cards are moved to lanes and connected by hand; a cycle is refused on the way', async ({
  page,
  site,
  folder,
}) => {
  const text = await open(page, site.url, folder, SEQUENCE)
  const first = await middleOf(page, '[data-node="first"]')
  const third = await middleOf(page, '[data-node="third"]')

  await drag(page, first, { x: first.x, y: third.y })
  await page.mouse.up()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('seqctl step move first --lane check')
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  expect(text()).toContain('id: first, name: First, type: base, model: codex, lane: check')

  await card(page, 'third').hover()
  const port = await middleOf(page, '[data-node="third"] .port')
  await drag(page, port, await middleOf(page, '[data-node="first"]'))
  await expect(page.getByText('That would close a cycle: first → second → third')).toBeVisible()
  await page.mouse.up()
  await expect(dialog).toBeHidden()

  await card(page, 'side').hover()
  await drag(
    page,
    await middleOf(page, '[data-node="side"] .port'),
    await middleOf(page, '[data-node="third"]'),
  )
  await page.mouse.up()
  await expect(dialog).toContainText('seqctl dep add third side')
  await page.getByTestId('review-apply').click()
  await expect(dialog).toBeHidden()
  expect(text()).toContain('depends_on: [second, side]')
})

test('what a search leaves out is dimmed, and Enter goes through the rest', async ({
  page,
  site,
  folder,
}) => {
  await open(page, site.url, folder, SEQUENCE)
  await page.keyboard.press('/')
  await page.keyboard.type('model:claude status:failed,blocked')
  await expect(page.getByText('2 found')).toBeVisible()
  await expect(card(page, 'first')).toHaveClass(/node-dimmed/)
  await expect(card(page, 'side')).not.toHaveClass(/node-dimmed/)
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('heading').first()).toHaveText('Third')
  await page.getByRole('button', { name: 'End the search' }).click()
  await expect(card(page, 'first')).not.toHaveClass(/node-dimmed/)
})

test('several cards in a box become a group from the menu', async ({ page, site, folder }) => {
  const text = await open(page, site.url, folder, SEQUENCE)
  const side = await page.locator('[data-node="side"]').boundingBox()
  const first = await page.locator('[data-node="first"]').boundingBox()
  const top = Math.min(first?.y ?? 0, side?.y ?? 0) - 12
  const bottom = Math.max((first?.y ?? 0) + 88, (side?.y ?? 0) + 88) + 12
  await page.keyboard.down('Shift')
  await drag(page, { x: (side?.x ?? 0) - 8, y: top }, { x: (side?.x ?? 0) + 80, y: bottom })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(page.locator('.node-selected')).toHaveCount(2)
  await card(page, 'side').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Run these 2 in parallel as a group…' }).click()
  await page.getByTestId('review-apply').click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.locator('.group-name').first()).toHaveText('first-group')
  expect(text()).toContain('group_id')
})

test('from afar a large plan is one bitmap: a click selects, coming near brings the cards back', async ({
  page,
  site,
  folder,
}) => {
  await open(page, site.url, folder, largePlan(600))
  await page.getByRole('button', { name: 'Show everything (0)' }).click()
  await expect(page.locator('canvas.far')).toBeVisible()
  await expect(page.locator('[data-node]')).toHaveCount(1)
  await takePictures(page, 'far')
  const map = page.locator('.mini-map')
  await expect(map).toBeVisible()
  await page.locator('canvas.far').click({ position: { x: 700, y: 600 } })
  await page.mouse.move(720, 430)
  for (let turn = 0; turn < 12; turn++) {
    await page.keyboard.press('+')
  }
  await expect(page.locator('canvas.far')).toHaveCount(0)
  await expect(page.locator('[data-node]').nth(3)).toBeVisible()

  await page.getByRole('button', { name: 'Show as a list' }).click()
  const list = page.getByRole('region', { name: 'Steps and gates' })
  await expect(list.getByRole('table')).toHaveAttribute('aria-rowcount', '601')
  expect(await list.locator('tr').count()).toBeLessThan(80)
  await list.focus()
  await page.keyboard.press('End')
  await expect(list.locator('[data-node="s599"] button')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(list.locator('[data-node="s598"] button')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(list.locator('[data-node="s0"] button')).toBeFocused()
  await expectAccessible(page)
})
