import { expect, test } from 'vitest'
import { tryActions } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const add = (id: string, dependsOn: string[] = []) => ({
  action: 'step.add',
  id,
  type: 'base',
  model: 'codex',
  dependsOn,
})

test('actions see what those before them did, and all that comes of them is collected', () => {
  const result = tryActions(sequence([]), [
    { ...add('a'), prompt: 'A.' },
    { ...add('b', ['a']), prompt: 'B.' },
    { action: 'step.edit', id: 'a', newId: 'first' },
    { action: 'run.step', ids: ['first'] },
  ])
  expect(result).toMatchObject({
    ok: true,
    value: {
      sequence: sequence([
        step('first', { name: 'a' }),
        step('b', { depends_on: ['first'], status: 'BLOCKED' }),
      ]),
      prompts: [
        { kind: 'write', path: '.threados/prompts/a.md', text: 'A.' },
        { kind: 'write', path: '.threados/prompts/b.md', text: 'B.' },
        { kind: 'move', from: '.threados/prompts/a.md', path: '.threados/prompts/first.md' },
      ],
      effects: [{ effect: 'run', scope: 'step', targets: ['first'], dryRun: false }],
    },
  })
})

test('the first failing action is named and nothing changes', () => {
  const plan = sequence([step('a')])
  const before = structuredClone(plan)
  const result = tryActions(plan, [add('b'), add('a'), add('c'), add('a')])
  expect([result, plan]).toEqual([
    {
      ok: false,
      failure: {
        code: 'ALREADY_EXISTS',
        message: 'Action 2 of 4 (step.add): There is a step a already.',
        hint: expect.any(String),
        details: { id: 'a', index: 1, action: 'step.add' },
      },
    },
    before,
  ])
})

test('an action may name a node that a later one adds', () => {
  expect(tryActions(sequence([]), [add('b', ['a']), add('a')]).ok).toBe(true)
})

test('trouble that only the whole shows is laid on the action that brought it', () => {
  const edge = (stepId: string, depId: string) => ({ action: 'dep.add', stepId, depId })
  const plan = sequence(['a', 'b', 'c', 'd'].map((id) => step(id)))
  expect(
    tryActions(plan, [
      edge('b', 'a'),
      edge('c', 'b'),
      edge('a', 'c'),
      edge('d', 'a'),
      edge('d', 'c'),
    ]),
  ).toMatchObject({
    ok: false,
    failure: {
      code: 'CYCLE',
      message: 'Action 3 of 5 (dep.add): The dependencies form a cycle: a → c → b → a.',
      details: { index: 2, cycle: ['a', 'c', 'b', 'a'] },
    },
  })
})

test.each([0, 1, 2, 3, 4, 5])(
  'of six actions, number %i is blamed for the cycle it closes',
  (bad) => {
    const plan = sequence([step('a', { depends_on: ['b'], status: 'BLOCKED' }), step('b')])
    const list = Array.from({ length: 6 }, (_, index) =>
      index === bad ? { action: 'dep.add', stepId: 'b', depId: 'a' } : add(`n${index}`, ['b']),
    )
    expect(tryActions(plan, list)).toMatchObject({
      ok: false,
      failure: { code: 'CYCLE', details: { index: bad, action: 'dep.add' } },
    })
  },
)

test('an action that expands to others is to blame for them', () => {
  expect(
    tryActions(sequence([]), [
      add('a'),
      { action: 'fusion.create', candidates: ['x', 'y'], synth: 's', dependsOn: ['ghost'] },
    ]),
  ).toMatchObject({
    ok: false,
    failure: { code: 'DANGLING_DEPENDENCY', details: { index: 1, action: 'fusion.create' } },
  })
})

test('a list that grows past its limit is refused', () => {
  const ids = Array.from({ length: 600 }, (_, index) => `d${index}`)
  const plan = sequence(
    [
      ...ids.map((id) => step(id)),
      step('one', { depends_on: ids.slice(0, 500) }),
      step('x', { depends_on: ['one'] }),
    ],
    [],
  )
  const many = Array.from({ length: 501 }, (_, index) => `m${index}`)
  const wide = {
    ...plan,
    steps: [...plan.steps, ...many.map((id) => step(id)), step('two', { depends_on: many })],
  }
  const next = tryActions(wide, [
    { action: 'dep.add', stepId: 'x', depId: 'two' },
    { action: 'step.rm', id: 'one', reconnect: true },
    { action: 'step.rm', id: 'two', reconnect: true },
  ])
  expect(next).toMatchObject({
    ok: false,
    failure: { code: 'LIMIT_EXCEEDED', details: { id: 'x', index: 2 } },
  })
})

test('each action is told to people, with what it loses and its command line', () => {
  const plan = sequence([step('a')], [gate('g')])
  const result = tryActions(plan, [
    { action: 'step.rm', id: 'a' },
    { action: 'gate.block', id: 'g', note: 'not yet' },
    { action: 'run.all' },
  ])
  expect(result).toMatchObject({
    ok: true,
    value: {
      items: [
        {
          action: { action: 'step.rm', id: 'a' },
          description: 'Remove step a',
          destructive: true,
          reversible: true,
          command: 'seqctl step rm a',
        },
        {
          description: 'Block gate g',
          destructive: true,
          reversible: true,
          command: "seqctl gate block g --note 'not yet'",
        },
        {
          description: 'Run everything until nothing can run',
          destructive: false,
          reversible: false,
        },
      ],
    },
  })
})

test('an action that changes nothing leaves the very same sequence', () => {
  const plan = sequence([step('a')])
  const result = tryActions(plan, [{ action: 'run.all' }])
  expect(result.ok && result.value.sequence).toBe(plan)
})
