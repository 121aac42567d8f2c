import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const SEQUENCE = `version: '1.0'
name: By keyboard
steps:
  - { id: check, name: Check it, type: base, model: shell, command: [node, ok.js], review: true }
gates:
  - { id: ship, name: Ship it }
`

/** Presses Tab until this has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${wanted}`)
}

async function pressOn(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button)
  await page.keyboard.press('Enter')
}

async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.type(text)
}

/** Does what the palette finds first for these words. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

async function applyReview(page: Page): Promise<void> {
  const apply = page.getByTestId('review-apply')
  await expect(apply).toHaveText('Apply')
  await expect(apply).toBeEnabled()
  await pressOn(page, apply)
  await expect(page.getByRole('dialog')).toBeHidden()
}

test('connect, create, join, run, review and approve without a mouse', async ({
  page,
  folder,
  bridgeFor,
}) => {
  test.setTimeout(120_000)
  const repo = gitRepo(folder, 'keys', { [PLAN]: SEQUENCE, 'ok.js': 'console.log("fine")\n' })
  const bridge = await bridgeFor(repo, 'direct')
  const text = () => readFileSync(join(repo, PLAN), 'utf8')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })

  await page.goto(bridge.url)
  await typeInto(page, page.getByLabel('Pairing code'), bridge.shownCode)
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-node="check"]')).toBeVisible()

  await command(page, 'add step')
  const form = page.getByRole('dialog', { name: 'Add step' })
  await typeInto(page, form.getByLabel('Id', { exact: true }), 'extra')
  await typeInto(page, form.getByLabel('Type'), 'base')
  await typeInto(page, form.getByLabel('Model'), 'codex')
  await page.keyboard.press('Enter')
  await applyReview(page)
  await expect(page.locator('[data-node="extra"]')).toBeVisible()

  await command(page, 'add dependency')
  const edge = page.getByRole('dialog', { name: 'Add dependency' })
  await typeInto(page, edge.getByLabel('Step id'), 'ship')
  await typeInto(page, edge.getByLabel('Dep id'), 'check')
  await page.keyboard.press('Enter')
  await applyReview(page)
  expect(text()).toMatch(/id: ship.*depends_on: \[ ?check ?\]/)

  await command(page, 'check it')
  await expect(inspector.getByRole('heading').first()).toHaveText('Check it')
  await pressOn(page, inspector.getByRole('button', { name: 'Run this step' }))
  await expect(page.locator('[data-node="check"]')).toHaveAttribute('data-status', 'NEEDS_REVIEW')
  await pressOn(page, inspector.getByRole('button', { name: 'Accept' }))
  await expect(page.locator('[data-node="check"]')).toHaveAttribute('data-status', 'DONE')
  await expectAccessible(page)

  await command(page, 'ship it')
  await pressOn(page, inspector.getByTestId('approve'))
  await expect(page.locator('[data-node="ship"]')).toHaveAttribute('data-status', 'APPROVED')
  await expect.poll(text).toMatch(/status: APPROVED/)
})
