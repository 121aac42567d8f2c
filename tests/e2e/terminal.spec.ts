import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectAccessible, takePictures, test } from '../support/web-fixtures.ts'
import { gitRepo, putFile } from '../support/web-repo.ts'

const SEQUENCE = `version: '1.0'
name: Asking
steps:
  - { id: first, name: First, type: base, model: shell, command: [node, ask.js] }
  - { id: second, name: Second, type: base, model: shell, command: [node, ask.js] }
`
const ASK = `import { createInterface } from 'node:readline/promises'
console.log('Which word?')
const lines = createInterface({ input: process.stdin })
lines.once('line', (word) => { console.log('The word is', word); process.stdin.destroy() })
`

test('what is typed reaches the step that was chosen, whichever pane is up, and no record', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const root = gitRepo(folder, 'asking', {
    '.threados/sequence.yaml': SEQUENCE,
    'ask.js': ASK,
    'package.json': '{"type":"module"}',
  })
  putFile(folder, 'data/policy.yaml', 'mode: POWER\nallow_send_key: true\n')
  const bridge = await bridgeFor(root, 'mprocs')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await page.getByTestId('session').click()
  const panel = page.locator('[data-panel="terminal"]')
  await expect(panel).toContainText('No shell step is running.')
  await page.getByTestId('run-runnable').click()
  const target = panel.getByRole('combobox', { name: 'Type into' })
  await expect(target.locator('option')).toHaveCount(2)
  await panel.getByRole('combobox', { name: 'Pane' }).selectOption('first')
  const screen = panel.getByRole('region', { name: 'Screen of the session' })
  await expect(screen).toContainText('step first')
  await target.selectOption('second')
  await expectAccessible(page)
  await takePictures(page, 'terminal-input')
  await panel.getByLabel('Text to type').fill('open <sesame>')
  await page.keyboard.press('Enter')
  const second = page.locator('[data-node="second"]')
  await expect(second).toHaveAttribute('data-status', 'DONE')
  await expect(page.locator('[data-node="first"]')).toHaveAttribute('data-status', 'RUNNING')
  await second.locator('.node-main').click()
  await expect(page.getByRole('region', { name: 'Results' })).toContainText(
    'The word is open <sesame>',
  )
  const log = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  expect(log).toContain('"action":"step.sendKey"')
  expect(log).not.toContain('sesame')

  await expect(target.locator('option')).toHaveCount(1)
  await panel.getByRole('button', { name: 'End input' }).click()
  await expect(page.locator('[data-node="first"]')).toHaveAttribute('data-status', 'DONE')
})
