import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Failure } from '../../../shared/failure.ts'
import type { MethodParams, RawAction } from '../../../shared/protocol/methods.ts'
import type { AuditEntry } from '../../../shared/schema/audit-entry.ts'
import { type RunningBridge, startBridge } from '../../support/bridge.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { makeTokenRepo, type TokenRepo } from '../../support/token-repo.ts'

const GATE = 'gates:\n  - id: g\n    name: G\n    depends_on: []\n'
const PLAN = planOf({ a: ['node', '--version'] }).replace('gates: []\n', GATE)
const TEMPLATE = `name: pair
description: Two looks at one thing.
parameters: [{ name: id, type: string, description: Where ids begin, default: look }]
actions:
  - { action: step.add, id: "{{id}}-a", type: base, model: codex }
`
const ADD: RawAction = {
  action: 'step.add',
  id: 'b',
  type: 'base',
  model: 'shell',
  command: ['node', '--version'],
}
const REMOVE: RawAction = { action: 'step.rm', id: 'a' }

let made: TokenRepo
let bridge: RunningBridge
let person: RpcClient
let agent: RpcClient

beforeAll(async () => {
  made = makeTokenRepo(PLAN)
  bridge = await startBridge(made)
  person = await RpcClient.connect(bridge.url, made.user, null)
  agent = await RpcClient.connect(bridge.url, made.agent, null)
}, 60_000)

afterAll(async () => {
  person.close()
  agent.close()
  await bridge.stop()
  made.remove()
})

function plan(): string {
  return readFileSync(join(made.repo, '.threados/sequence.yaml'), 'utf8')
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: Error) => (error.cause as Failure).code,
  )
}

/** The newest entries of the audit log, oldest of them first. */
function newest(limit: number): Promise<readonly AuditEntry[]> {
  return person.call('audit.list', { limit })
}

function asChat(actions: RawAction[]): MethodParams<'actions.apply'> {
  return { actions, asker: 'orchestrator' }
}

function propose(actions: RawAction[]) {
  return person.call('actions.validate', asChat(actions))
}

/** Applies what the chat proposed, with as many clicks of a person as are given. */
async function applyClicked(actions: RawAction[], hash: string, clicks: number): Promise<string> {
  let id = ''
  for (let click = 0; click < clicks; click += 1) {
    id = (await person.call('confirmation.grant', { hash })).id
  }
  const params = { ...asChat(actions), confirm: [id] }
  return codeOf(person.call('actions.apply', params))
}

test('what the chat proposes needs a person in SAFE, is done as an orchestrator, and the log names both', async () => {
  const before = plan()
  const own = await person.call('actions.validate', { actions: [ADD] })
  const proposed = await propose([ADD])
  expect(own.verdict.confirmation).toBe('none')
  expect(proposed.verdict.confirmation).toBe('single')
  expect(await codeOf(person.call('actions.apply', asChat([ADD])))).toBe('CONFIRMATION_REQUIRED')
  expect(plan()).toBe(before)

  await person.call('chat.record', { event: 'proposed', actions: [ADD] })
  expect(await applyClicked([ADD], proposed.hash, 1)).toBe('ok')
  expect(plan()).toContain('id: b')
  const told = (await newest(3)).map(({ actor, action, target, result }) => [
    actor,
    action,
    target,
    result,
  ])
  expect(told).toEqual([
    ['orchestrator', 'chat.propose', 'b', 'success'],
    ['orchestrator', 'step.add', 'b', 'success'],
    ['user', 'chat.accept', 'b', 'success'],
  ])
})

test("a yes to a person's own change is none to the same change of the chat", async () => {
  const own = await person.call('actions.validate', { actions: [REMOVE] })
  expect(own.verdict.confirmation).not.toBe('none')
  expect(await applyClicked([REMOVE], own.hash, 1)).not.toBe('ok')
  expect(plan()).toContain('id: a')
})

test('what loses something needs the person twice', async () => {
  const once = await propose([REMOVE])
  expect(once.verdict.confirmation).toBe('double')
  expect(await applyClicked([REMOVE], once.hash, 1)).toBe('CONFIRMATION_REQUIRED')
  expect(plan()).toContain('id: a')
  expect(await applyClicked([REMOVE], once.hash, 1)).toBe('ok')
  expect(plan()).not.toContain('id: a')
})

test('the chat approves no gate and changes no policy, whoever clicks', async () => {
  const denied: RawAction[] = [
    { action: 'gate.approve', id: 'g' },
    { action: 'policy.mode', mode: 'POWER' },
  ]
  for (const action of denied) {
    const proposed = await propose([action])
    expect(proposed.verdict.allowed).toBe(false)
    expect(await codeOf(person.call('actions.apply', asChat([action])))).toBe('DENIED')
  }
  expect(plan()).not.toContain('approved')
})

test('what a person discards is in the log with its reason, its secrets hidden; the plan stays', async () => {
  const before = plan()
  const secret = `ghp_${'a1B2'.repeat(9)}`
  const prompt: RawAction = { action: 'prompt.write', stepId: 'b', text: `use ${secret}` }
  await person.call('chat.record', { event: 'discarded', actions: [ADD, prompt] })
  const [entry] = await newest(1)
  expect(entry).toMatchObject({
    actor: 'user',
    action: 'chat.discard',
    target: '2 actions',
    result: 'denied',
  })
  expect(JSON.stringify(entry)).not.toContain(secret)
  expect(plan()).toBe(before)
})

test("the app is told of the repository's own templates, and not of files that are none", async () => {
  const templates = join(made.repo, '.threados/templates')
  mkdirSync(templates)
  writeFileSync(join(templates, 'pair.yaml'), TEMPLATE)
  writeFileSync(join(templates, 'broken.yaml'), 'name: [')
  expect(await person.call('template.list', {})).toEqual([
    {
      name: 'pair',
      title: 'pair',
      description: 'Two looks at one thing.',
      parameters: [{ name: 'id', type: 'string', description: 'Where ids begin', default: 'look' }],
    },
  ])
})

test('nobody but a person writes such entries, and none holds what is no action', async () => {
  const lie: MethodParams<'chat.record'> = { event: 'proposed', actions: [ADD] }
  expect(await codeOf(agent.call('chat.record', lie))).toBe('DENIED')
  const nonsense = { event: 'proposed', actions: [{ action: 'gate.please' }] } as const
  expect(
    await codeOf(person.call('chat.record', { ...nonsense, actions: [...nonsense.actions] })),
  ).toBe('INVALID_PARAMETERS')
  const asUser = { actions: [ADD], asker: 'user' } as never
  expect(await codeOf(agent.call('actions.apply', asUser))).toBe('INVALID_PARAMETERS')
})
