import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { unwrap } from '../../shared/failure.ts'
import { compare, makeStill } from '../support/compare-pictures.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { writeSnapshot } from '../support/snapshot-file.ts'
import { dropOn } from '../support/web-chromium.ts'
import { expect, test } from '../support/web-fixtures.ts'
import { demoRepo } from '../support/web-repo.ts'

test.beforeEach(({ page }) => makeStill(page))

test('a snapshot looks as in the documents', async ({ page, site, folder }) => {
  await page.goto(site.url)
  await page.getByTestId('open-demo').waitFor()
  await dropOn(page, '[data-testid="welcome"]', writeSnapshot(folder, 'plan.threados.json'))
  await page.locator('[data-node="build"] .node-main').click()
  await compare(page, 'snapshot')
})

test('what waits for a person, and a lost bridge, look as in the documents', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = demoRepo(folder)
  const policy = join(repo, '.threados/policy.yaml')
  writeFileSync(policy, 'mode: POWER\nallowed_commands: [node, npm, curl]\n')
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(page.locator('[data-node="lint"]')).toBeVisible()
  await expect(page.getByRole('region', { name: 'What this repository asks for' })).toBeVisible()
  await compare(page, 'trust')

  writeFileSync(policy, 'mode: SAFE\n')
  await expect(page.getByRole('region', { name: 'What this repository asks for' })).toBeHidden()
  const agent = seqctlIn(repo, join(folder, 'data'), { THREADOS_ACTOR: 'orchestrator' })
  const words = ['step', 'add', 'piece', '--type', 'base', '--model', 'codex', '--prompt', 'x']
  const { details } = (await agent(...words)).json
  const asked = new Confirmations(join(folder, 'data')).find(String(details?.['id']))
  await page.clock.setFixedTime(unwrap(asked).expiresAt - 97_000)
  // What is left of its time is counted from the clock that the page began with.
  await page.reload()
  const question = page.getByRole('region', { name: 'What agents ask for' })
  await question.getByText('What changes in the plan').click()
  await expect(question.getByRole('textbox')).toHaveValue(/id: piece/)
  await expect(question).toContainText('1:37 left')
  await compare(page, 'question')
  await question.getByRole('button', { name: 'Refuse' }).click()
  await expect(question).toBeHidden()

  await bridge.stop()
  await expect(page.getByText('The bridge does not answer.')).toBeVisible()
  await expect(page.locator('.toast')).toHaveCount(0)
  await compare(page, 'lost')
})
