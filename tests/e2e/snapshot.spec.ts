import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dropOn } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'

const SEQUENCE = `version: "1.0"
name: Sent by mail
steps:
  - id: build
    name: Build it
    type: base
    model: codex
  - id: check
    name: Check it
    type: base
    model: codex
    depends_on: [build]
gates: []
`
const FILES = {
  '.threados/sequence.yaml': SEQUENCE,
  '.threados/prompts/build.md': 'Build <img src=x onerror=alert(1)> it.\n',
}

/** Writes a snapshot; `change` makes of its files what somebody with bad intentions would. */
function snapshotIn(
  folder: string,
  name: string,
  change: (content: string) => string = (content) => content,
): string {
  const files = Object.entries(FILES).map(([path, content]) => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { path, sha256, content: change(content) }
  })
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ threados_snapshot: 1, files }))
  return path
}

test('a snapshot that is dropped on the first page is shown, and nothing of it can run or change', async ({
  page,
  site,
  folder,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').waitFor()
  await dropOn(page, '[data-testid="welcome"]', snapshotIn(folder, 'plan.threados.json'))
  await expect(page.getByText('This is a snapshot: it can be looked at.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Sent by mail' })).toBeVisible()
  await page.locator('[data-node="build"]').click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('button', { name: 'Run this step' })).toBeDisabled()
  await expect(inspector.getByRole('button', { name: 'Edit' })).toBeDisabled()
  await inspector.getByRole('tab', { name: 'Prompt' }).click()
  await expect(inspector).toContainText('Build <img src=x onerror=alert(1)> it.')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close the snapshot' }).click()
  await expect(page.getByTestId('welcome')).toBeVisible()
})

test('a snapshot that is not what its hashes say is told and left alone; a sound one can be chosen after it', async ({
  page,
  site,
  folder,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').waitFor()
  const forged = snapshotIn(folder, 'forged.json', (content) => content.replace('codex', 'shell'))
  await page.getByLabel('Snapshot').setInputFiles(forged)
  await expect(page.getByText('forged.json was not opened.')).toBeVisible()
  await expect(page.getByText('is not what its SHA-256 says')).toBeVisible()
  await expect(page.getByTestId('welcome')).toBeVisible()
  await page.getByLabel('Snapshot').setInputFiles(snapshotIn(folder, 'sound.json'))
  await expect(page.locator('[data-node="check"]')).toBeVisible()
})
