import { writeSnapshot } from '../support/snapshot-file.ts'
import { dropOn } from '../support/web-chromium.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'

test('a snapshot that is dropped on the first page is shown, and nothing of it can run or change', async ({
  page,
  site,
  folder,
}) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').waitFor()
  await dropOn(page, '[data-testid="welcome"]', writeSnapshot(folder, 'plan.threados.json'))
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
  const forged = writeSnapshot(folder, 'forged.json', (content) =>
    content.replace('codex', 'shell'),
  )
  await page.getByLabel('Snapshot').setInputFiles(forged)
  await expect(page.getByText('forged.json was not opened.')).toBeVisible()
  await expect(page.getByText('is not what its SHA-256 says')).toBeVisible()
  await expect(page.getByTestId('welcome')).toBeVisible()
  await page.getByLabel('Snapshot').setInputFiles(writeSnapshot(folder, 'sound.json'))
  await expect(page.locator('[data-node="check"]')).toBeVisible()
})
