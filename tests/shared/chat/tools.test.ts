import { expect, test } from 'vitest'
import { parseActions } from '../../../shared/actions/parse-action.ts'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { actionOfTool, chatTools } from '../../../shared/chat/tools.ts'
import { evaluateActions } from '../../../shared/policy/evaluate.ts'
import { type Policy, SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import { sequence } from '../../support/sequences.ts'

const OPEN: Policy = {
  ...SAFE_DEFAULTS,
  mode: 'POWER',
  allow_send_key: true,
  orchestrator_may: ACTIONS.map(({ name }) => name),
}

function namesOf(policy: Policy): string[] {
  return chatTools(policy).map(({ name }) => name)
}

test("a person's decisions are tools only where the policy lists them", () => {
  const safe = namesOf(SAFE_DEFAULTS)
  expect(safe).toEqual(expect.arrayContaining(['step_add', 'run_runnable', 'gate_insert']))
  for (const name of ['gate_approve', 'step_accept', 'step_reject', 'step_sendKey']) {
    expect(safe).not.toContain(name)
    expect(namesOf(OPEN)).toContain(name)
  }
  expect(namesOf({ ...SAFE_DEFAULTS, orchestrator_may: ['gate.approve'] })).toContain(
    'gate_approve',
  )
})

test('no policy makes a tool of what ThreadOS records itself, of the policy or of trust', () => {
  const closed = ACTIONS.filter(({ kind }) => kind === 'system' || kind === 'policy')
  expect(closed.length).toBeGreaterThan(4)
  for (const { name } of closed) {
    const tool = name.replaceAll('.', '_')
    expect(namesOf(OPEN)).not.toContain(tool)
    expect(actionOfTool(tool, {})).toBeUndefined()
  }
})

test.each([
  ['SAFE', SAFE_DEFAULTS],
  ['POWER', { ...SAFE_DEFAULTS, mode: 'POWER' }],
  ['everything listed', OPEN],
] as const)('%s: a tool is what the policy does not deny by its name alone', (_, policy) => {
  const before = sequence([])
  for (const { name, kind, destructive } of ACTIONS) {
    if (kind === 'system' || kind === 'policy') continue
    const actions = [{ name, kind, destructive, parameters: {} }]
    const verdict = evaluateActions({
      actor: 'orchestrator',
      policy,
      actions,
      before,
      after: before,
    })
    expect([name, namesOf(policy).includes(name.replaceAll('.', '_'))]).toEqual([
      name,
      verdict.allowed,
    ])
  }
})

test('each tool is of the form that the Messages API takes', () => {
  const tools = chatTools(OPEN)
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length)
  for (const { name, description, input_schema } of tools) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
    expect(description).not.toBe('')
    expect(input_schema.type).toBe('object')
    // The API refuses these at the top of a schema.
    for (const key of ['oneOf', 'allOf', 'anyOf', '$ref'])
      expect(input_schema).not.toHaveProperty(key)
    const properties = Object.keys(input_schema['properties'] as object)
    for (const property of properties) expect(property).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/)
    expect(JSON.parse(JSON.stringify(input_schema))).toEqual(input_schema)
  }
})

test('each tool turns back into its action', () => {
  const names = chatTools(OPEN).map(({ name }) => actionOfTool(name, {})?.action)
  const open = ACTIONS.filter(({ kind }) => kind !== 'system' && kind !== 'policy')
  expect(names).toEqual(open.map(({ name }) => name))
  expect(actionOfTool('step_add', { id: 'build', type: 'base', model: 'codex' })).toEqual({
    action: 'step.add',
    id: 'build',
    type: 'base',
    model: 'codex',
  })
})

test.each(['', 'step.add', 'step_fly', 'constructor', 'attempt_end', 'policy_mode'])(
  'there is no tool %j',
  (name) => {
    expect(actionOfTool(name, {})).toBeUndefined()
  },
)

test('an input can neither name another action nor be something else than an object', () => {
  expect(actionOfTool('run_runnable', { action: 'policy.mode' })).toEqual({
    action: 'run.runnable',
  })
  for (const input of [null, undefined, 'x', 7, ['a']]) {
    const action = actionOfTool('run_runnable', input)
    expect(parseActions([action])).toMatchObject({
      ok: false,
      failure: { message: 'run.runnable has no parameter input.' },
    })
  }
})
