import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { openFolder } from '../support/web-chromium.ts'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { gitRepo, putFile } from '../support/web-repo.ts'

const PLAN = '.threados/sequence.yaml'
const SEQUENCE = `# Keep this remark.
version: '1.0'
name: Undo
steps:
  - { id: build, name: Build it, type: base, model: shell, command: [node, ok.js] }
  - { id: ship, name: Ship it, type: base, model: codex, depends_on: [build], status: BLOCKED }
`

function repo(parent: string): string {
  return gitRepo(parent, 'undo', { [PLAN]: SEQUENCE, 'ok.js': 'console.log("fine")\n' })
}

function button(page: Page, move: 'Undo' | 'Redo') {
  return page.getByRole('banner').getByRole('button', { name: new RegExp(`^${move}`) })
}

function node(page: Page, id: string) {
  return page.locator(`[data-node="${id}"]`)
}

async function rename(page: Page, id: string, name: string): Promise<void> {
  await node(page, id).locator('.node-main').click()
  await page.getByTestId('edit-step').click()
  await page.getByLabel('Name').fill(name)
  await page.getByTestId('save-step').click()
}

test('without a bridge an edit is undone to the byte after a reload, and redone', async ({
  page,
  site,
  folder,
}) => {
  const root = repo(folder)
  const text = () => readFileSync(join(root, PLAN), 'utf8')
  await openFolder(page, site.url, root)
  await expect(button(page, 'Undo')).toHaveAttribute('title', 'Nothing has been changed here yet.')
  await rename(page, 'ship', 'Deliver it')
  await page.getByTestId('review-apply').click()
  await expect(node(page, 'ship')).toContainText('Deliver it')
  const edited = text()

  await page.reload()
  await expect(button(page, 'Undo')).toHaveAttribute('title', 'Undo: step edit ship (Ctrl+Z)')
  await page.keyboard.press('Control+z')
  await expect(node(page, 'ship')).toContainText('Ship it')
  await expect.poll(text).toBe(SEQUENCE)
  await expect(button(page, 'Redo')).toHaveAttribute('title', /^Redo: step edit ship/)
  await page.keyboard.press('Control+Shift+z')
  await expect(node(page, 'ship')).toContainText('Deliver it')
  await expect.poll(text).toBe(edited)

  await expect(button(page, 'Undo')).toHaveAttribute('title', /^Undo: step edit ship/)
  writeFileSync(join(root, PLAN), `${edited}# by hand\n`)
  await expect(button(page, 'Undo')).toHaveAttribute(
    'title',
    'The file was changed elsewhere since.',
  )
  await page.keyboard.press('Control+z')
  await expect(page.getByText('The file was changed elsewhere since.')).toBeVisible()
  expect(text()).toContain('# by hand')
})

test('in POWER an edit is made at once and shown afterwards; a run puts an end to undoing it', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const root = repo(folder)
  putFile(folder, 'data/policy.yaml', 'mode: POWER\n')
  const text = () => readFileSync(join(root, PLAN), 'utf8')
  const bridge = await bridgeFor(root, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await rename(page, 'ship', 'Deliver it')
  const card = page.getByTestId('after-review')
  await expect(card).toContainText('ship')
  await expect(node(page, 'ship')).toContainText('Deliver it')
  await expectAccessible(page)
  await takePictures(page, 'after')
  await card.getByRole('button', { name: 'What changed' }).click()
  await expect(page.getByRole('dialog')).toContainText('seqctl step edit ship')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await card.getByTestId('after-undo').click()
  await expect(card).toBeHidden()
  await expect.poll(text).toBe(SEQUENCE)

  await page.getByRole('button', { name: 'Remove…' }).click()
  await expect(page.getByTestId('review-apply')).toHaveText('Remove step ship')
  await page.keyboard.press('Escape')

  await page.getByTestId('run-runnable').click()
  await expect(node(page, 'build')).toHaveAttribute('data-status', 'DONE')
  await expect(button(page, 'Undo')).toHaveAttribute(
    'title',
    /^An execution has used the plan since/,
  )
})
