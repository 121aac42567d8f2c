import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { demoRepo } from '../support/web-repo.ts'

test('a repository that asks for more shows what, runs nothing, and runs once a person accepted it', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = demoRepo(folder)
  const policy = join(repo, '.threados/policy.yaml')
  writeFileSync(policy, 'mode: POWER\nallowed_commands: [node, npm, curl]\n')
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)

  const banner = page.getByRole('region', { name: 'What this repository asks for' })
  await expect(banner).toContainText('.threados/policy.yaml')
  await expect(banner).toContainText('mode: loosens it from SAFE to POWER')
  await expect(banner).toContainText('allowed_commands: adds "curl"')
  await expectAccessible(page)

  await page.getByTestId('run-runnable').click()
  await expect(page.getByText(/Nobody has accepted what this repository asks for/)).toBeVisible()
  await expect(page.locator('[data-node="lint"]')).toHaveAttribute('data-status', 'READY')
  await page.keyboard.press('Escape')

  await banner.getByRole('button', { name: /Review and accept/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('allowed_commands: adds "curl"')
  await dialog.getByTestId('review-apply').click()
  await expect(banner).toBeHidden()
  await page.getByTestId('run-runnable').click()
  await expect(page.locator('[data-node="lint"]')).toHaveAttribute('data-status', 'DONE')

  // A changed file is a stranger again, without a reload.
  writeFileSync(policy, 'mode: POWER\nallowed_commands: [node, npm, curl, bash]\n')
  await expect(banner).toContainText('adds "curl", "bash"')
})

test('a policy that can not be used is told, live and on opening, and the plan stays in sight', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = demoRepo(folder)
  const policy = join(repo, '.threados/policy.yaml')
  writeFileSync(policy, 'allowed_cwd: ["/**"]\n')
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  const banner = page.getByRole('region', { name: "The policy can't be used" })
  await expect(page.locator('[data-node="lint"]')).toBeVisible()
  await expect(banner).toContainText('The folder pattern "/**" must begin with ./')
  await expect(banner).toContainText('.threados/policy.yaml')
  await expectAccessible(page)
  writeFileSync(policy, 'mode: SAFE\n')
  await expect(banner).toBeHidden()
  writeFileSync(policy, 'mode: [\n')
  await expect(banner).toContainText('.threados/policy.yaml:')
  await expect(page.locator('[data-node="lint"]')).toBeVisible()
})
