import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Tokens } from '../../bridge/server/tokens.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import { startBridge } from '../support/bridge.ts'
import { planOf } from '../support/plans.ts'
import { RpcClient } from '../support/rpc-client.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

const SECRET = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`
const NAME = `Build with ${SECRET}`

function setUp() {
  const root = repoWith(planOf({ build: ['node', '--version'] }))
  const dataFolder = temporaryFolder()
  const agent = seqctlIn(root, dataFolder, {
    THREADOS_ACTOR: 'orchestrator',
    THREADOS_STEP: 'lead',
  })
  const entries = (): AuditEntry[] =>
    readFileSync(join(root, '.threados/audit.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  return { root, dataFolder, agent, entries, seqctl: seqctlIn(root, dataFolder) }
}

test('a no at the terminal is one entry that says what was refused to whom, and the chain holds', async () => {
  const { root, dataFolder, agent, entries, seqctl } = setUp()
  const edit = ['step', 'edit', 'build', '--name', NAME] as const
  const asked = await agent(...edit)
  const id = String(asked.json.details?.['id'])
  const refused = await seqctlAtTerminal(root, dataFolder, ['confirm', id], ['no'])
  expect([refused.exit, refused.screen]).toEqual([0, expect.stringContaining('Refused.')])
  expect(entries()).toMatchObject([
    {
      actor: 'user',
      action: 'confirmation.refuse',
      result: 'denied',
      error: 'A person has refused this.',
      policy_mode: 'SAFE',
      payload: {
        id,
        actor: 'orchestrator',
        asker: 'lead',
        covers: [expect.stringContaining('build')],
      },
    },
  ])
  expect(JSON.stringify(entries())).not.toContain(SECRET)
  // It is over: nobody can say yes, and asking again is denied to the agent, which is an entry of its own.
  expect(await seqctlAtTerminal(root, dataFolder, ['confirm', id], ['yes'])).toMatchObject({
    exit: 3,
  })
  expect(await agent(...edit)).toMatchObject({ exit: 3, json: { code: 'DENIED' } })
  expect(entries().map(({ actor, action }) => [actor, action])).toEqual([
    ['user', 'confirmation.refuse'],
    ['orchestrator', 'step.edit'],
  ])
  expect((await seqctl('audit', 'verify')).exit).toBe(0)
})

test('a no in the app is written before it is acknowledged, told to every client, and no agent can give it', async () => {
  const { root, dataFolder, agent, entries } = setUp()
  const tokens = new Tokens(dataFolder, root)
  const [person, other] = [tokens.issue('user', null), tokens.issue('orchestrator', null)]
  const bridge = await startBridge({ repo: root, dataFolder })
  onTestFinished(() => bridge.stop())
  const asked = await agent('step', 'edit', 'build', '--name', 'Other')
  const id = String(asked.json.details?.['id'])
  const [app, machine] = [
    await RpcClient.connect(bridge.url, person, null),
    await RpcClient.connect(bridge.url, other, null),
  ]
  await expect(machine.call('confirmation.refuse', { id })).rejects.toThrow('DENIED')
  await app.call('session.open', {})
  await app.call('confirmation.list', {})
  await app.call('confirmation.refuse', { id })
  const [entry] = entries()
  expect(entries()).toMatchObject([
    { actor: 'user', action: 'confirmation.refuse', payload: { id } },
  ])
  const told = await app.until(({ type }) => type === 'audit.appended')
  expect(told.data).toEqual(entry)
  await expect(app.call('confirmation.refuse', { id })).rejects.toThrow('DENIED')
  expect(entries()).toHaveLength(1)
  app.close()
  machine.close()
})

test('a no holds and is written also while nobody can read the policy', async () => {
  const { root, dataFolder, agent, entries, seqctl } = setUp()
  const asked = await agent('step', 'edit', 'build', '--name', 'Other')
  const id = String(asked.json.details?.['id'])
  writeFiles(root, { '.threados/policy.yaml': 'mode: [' })
  expect((await seqctlAtTerminal(root, dataFolder, ['confirm', id], ['no'])).exit).toBe(0)
  expect(entries()).toMatchObject([{ action: 'confirmation.refuse', policy_mode: 'SAFE' }])
  expect((await seqctl('step', 'rm', 'build')).json.success).toBe(false)
})
