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

test('the chat looks as in the documents', async ({ page, site, folder, provider, bridgeFor }) => {
  test.setTimeout(120_000)
  await page.goto(site.url)
  await page.getByTestId('open-demo').click()
  await expect(page.locator('[data-node="spec"]')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await compare(page, 'chat-empty')

  const env = { ANTHROPIC_API_KEY: 'sk-ant-made-up-key', ANTHROPIC_BASE_URL: provider.url }
  const bridge = await bridgeFor(demoRepo(folder), 'direct', { env })
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(page.locator('[data-node="lint"]')).toBeVisible()
  const rail = page.getByRole('navigation', { name: 'Panels' })
  await rail.getByRole('button', { name: /^Chat/ }).click()
  const field = page.getByRole('textbox', { name: 'Message' })
  provider.play(
    {
      say: [
        'Nothing checks the links of the report yet. I would add a step behind `fuse`:\n\n- it reads the report alone\n- it changes **no** file',
      ],
      calls: [
        {
          name: 'step_add',
          input: {
            id: 'links',
            name: 'Check the links',
            type: 'base',
            model: 'shell',
            command: ['node', 'tools/links.js'],
            dependsOn: ['fuse'],
          },
        },
      ],
    },
    { calls: [{ name: 'gate_approve', input: { id: 'review' } }] },
  )
  await field.fill('Who checks the links of the report?')
  await field.press('Enter')
  await expect(page.getByTestId('chat-apply')).toBeEnabled()
  await compare(page, 'chat')

  await field.fill('Then approve the gate for me')
  await field.press('Enter')
  await expect(page.getByText('The proposal was refused.')).toBeVisible()
  provider.play({ status: 529, type: 'overloaded_error' })
  await field.fill('Are you there?')
  await field.press('Enter')
  await expect(page.getByTestId('chat-retry')).toBeVisible()
  await compare(page, 'chat-trouble')
})
