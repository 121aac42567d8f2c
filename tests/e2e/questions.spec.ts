import { join } from 'node:path'
import { seqctlIn } from '../support/seqctl.ts'
import { expect, expectAccessible, test } from '../support/web-fixtures.ts'
import { demoRepo } from '../support/web-repo.ts'

test('what an agent asks for is shown with its diff; allowed it happens once, refused it is not asked again', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = demoRepo(folder)
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(page.locator('[data-node="lint"]')).toBeVisible()
  const agent = seqctlIn(repo, join(folder, 'data'), { THREADOS_ACTOR: 'orchestrator' })
  const add = (id: string, ...more: readonly string[]) =>
    agent('step', 'add', id, '--type', 'base', '--model', 'codex', '--prompt', 'x', ...more)
  const banner = page.getByRole('region', { name: 'What agents ask for' })
  await expect(banner).toBeHidden()

  const asked = await add('piece')
  expect([asked.exit, asked.json.code]).toEqual([4, 'CONFIRMATION_REQUIRED'])
  await expect(banner).toContainText('orchestrator asks to do this')
  await expect(banner).toContainText('Add step piece')
  await banner.getByText('What changes in the plan').click()
  await expect(banner.getByRole('textbox')).toHaveValue(/\+ {2}- id: piece/)
  await expectAccessible(page)
  await banner.getByRole('button', { name: 'Allow once' }).click()
  await expect(banner).toBeHidden()
  const id = String(asked.json.details?.['id'])
  expect((await add('piece', '--confirm', id)).exit).toBe(0)
  await expect(page.locator('[data-node="piece"]')).toBeVisible()

  expect((await add('other')).exit).toBe(4)
  await banner.getByRole('button', { name: 'Refuse' }).click()
  await expect(banner).toBeHidden()
  const again = await add('other')
  expect([again.exit, again.json.error]).toEqual([3, 'A person has refused this.'])
  const log = await agent('audit', 'list', '--action', 'confirmation.refuse')
  const { entries } = log.json.data as { entries: { actor: string; result: string }[] }
  expect(entries.map(({ actor, result }) => [actor, result])).toEqual([['user', 'denied']])

  // What loses something needs a person twice.
  expect((await agent('step', 'rm', 'piece')).exit).toBe(4)
  await banner.getByRole('button', { name: 'Allow once' }).click()
  await banner.getByRole('button', { name: 'Yes, really allow it' }).click()
  await expect(banner).toBeHidden()
})
