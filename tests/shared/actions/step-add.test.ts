import { expect, test } from 'vitest'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { act, refusal, tryActions } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const add = (fields: object = {}) => ({
  action: 'step.add',
  id: 'new',
  type: 'base',
  model: 'codex',
  ...fields,
})

test('a new step holds what was given, its id as name, and nothing else', () => {
  expect(act(sequence([step('a')]), add()).sequence).toEqual(sequence([step('a'), step('new')]))
})

test('every parameter ends in its field', () => {
  const { sequence: next } = act(
    sequence([step('a', { status: 'DONE' }), step('b')]),
    add({
      name: 'New',
      model: 'shell',
      command: ['npm', 'test'],
      promptFile: '.threados/prompts/other.md',
      dependsOn: ['a'],
      after: ['b'],
      lane: 'left',
      role: 'tester',
      cwd: 'packages/a',
      workspace: 'worktree',
      artifacts: ['dist/*.js'],
      review: true,
      timeoutMs: 1000,
      retry: { max: 2, backoff_ms: 5 },
      failPolicy: 'best_effort',
      access: 'read',
      effort: 'high',
      budget: { tokens: 5 },
      outputs: { type: 'object' },
      groupId: 'team',
      fusionCandidates: ['a'],
      fusionSynth: true,
      orchestrator: true,
      parent: 'a',
      watchdogFor: 'b',
      workflow: 'solve',
    }),
  )
  expect(next.steps[2]).toEqual({
    id: 'new',
    name: 'New',
    type: 'base',
    model: 'shell',
    prompt_file: '.threados/prompts/other.md',
    command: ['npm', 'test'],
    depends_on: ['a'],
    after: ['b'],
    lane: 'left',
    role: 'tester',
    cwd: 'packages/a',
    workspace: 'worktree',
    artifacts: ['dist/*.js'],
    review: true,
    timeout_ms: 1000,
    retry: { max: 2, backoff_ms: 5 },
    fail_policy: 'best_effort',
    access: 'read',
    effort: 'high',
    budget: { tokens: 5 },
    outputs: { type: 'object' },
    group_id: 'team',
    fusion_candidates: ['a'],
    fusion_synth: true,
    orchestrator: true,
    parent: 'a',
    watchdog_for: 'b',
    workflow: 'solve',
  })
})

test('a step that waits for something undone is BLOCKED', () => {
  expect(act(sequence([step('a')]), add({ dependsOn: ['a'] })).sequence.steps[1]).toEqual(
    step('new', { depends_on: ['a'], status: 'BLOCKED' }),
  )
})

test('a prompt is written to the prompt file', () => {
  expect([
    act(sequence([]), add({ prompt: 'Do it.' })).prompts,
    act(sequence([]), add({ prompt: 'Do it.', promptFile: '.threados/prompts/x.md' })).prompts,
  ]).toEqual([
    [{ kind: 'write', path: '.threados/prompts/new.md', text: 'Do it.' }],
    [{ kind: 'write', path: '.threados/prompts/x.md', text: 'Do it.' }],
  ])
})

test('a step of an agent gets a prompt that it can run with, unless a file is there', () => {
  expect(act(sequence([]), add({ name: 'Build it' })).prompts).toEqual([
    {
      kind: 'write',
      path: '.threados/prompts/new.md',
      text: expect.stringMatching(/^# Build it\n\n.+\n$/),
      ifMissing: true,
    },
  ])
})

test('a shell step, and one whose prompt file is named, get no default prompt', () => {
  expect([
    act(sequence([]), add({ model: 'shell', command: ['ls'] })).prompts,
    act(sequence([]), add({ promptFile: '.threados/prompts/x.md' })).prompts,
  ]).toEqual([[], []])
})

test('fanout adds numbered workers as a group', () => {
  const { sequence: next, prompts } = act(
    sequence([step('a', { status: 'DONE' })]),
    add({ id: 'w', name: 'Worker', type: 'p', fanout: 2, dependsOn: ['a'], prompt: 'Go.' }),
  )
  const worker: Partial<Step> = { type: 'p', depends_on: ['a'], group_id: 'w', fanout: 2 }
  expect({ added: next.steps.slice(1), prompts }).toEqual({
    added: [
      step('w-1', { name: 'Worker 1', ...worker }),
      step('w-2', { name: 'Worker 2', ...worker }),
    ],
    prompts: [
      { kind: 'write', path: '.threados/prompts/w-1.md', text: 'Go.' },
      { kind: 'write', path: '.threados/prompts/w-2.md', text: 'Go.' },
    ],
  })
})

test('a merge step that is missing is added with a prompt and waits for all workers', () => {
  const applied = act(sequence([]), add({ id: 'w', type: 'p', fanout: 2, mergeStep: 'merge' }))
  expect([applied.sequence.steps[2], applied.prompts.map((prompt) => prompt.path)]).toEqual([
    step('merge', { depends_on: ['w-1', 'w-2'], status: 'BLOCKED' }),
    ['.threados/prompts/w-1.md', '.threados/prompts/w-2.md', '.threados/prompts/merge.md'],
  ])
})

test('a merge step that is there waits for all workers too', () => {
  const plan = sequence([step('a', { status: 'DONE' }), step('merge', { depends_on: ['a'] })])
  const { sequence: next } = act(plan, add({ id: 'w', type: 'p', fanout: 2, mergeStep: 'merge' }))
  expect(next.steps.find(({ id }) => id === 'merge')).toEqual(
    step('merge', { depends_on: ['a', 'w-1', 'w-2'], status: 'BLOCKED' }),
  )
})

const plan = sequence([step('a'), step('w-2'), step('p-1', { group_id: 'team' })], [gate('g')])

test.each([
  [
    'an id that a step has',
    add({ id: 'a' }),
    { code: 'ALREADY_EXISTS', message: 'There is a step a already.' },
  ],
  [
    'an id that a gate has',
    add({ id: 'g' }),
    { code: 'ALREADY_EXISTS', message: 'There is a gate g already.' },
  ],
  [
    'a worker whose id a step has',
    add({ id: 'w', type: 'p', fanout: 2 }),
    { code: 'ALREADY_EXISTS', message: 'There is a step w-2 already.' },
  ],
  [
    'a group that is there',
    add({ id: 'team', type: 'p', fanout: 2 }),
    { code: 'ALREADY_EXISTS', message: 'There is a group team already.' },
  ],
  [
    'a worker whose id is too long',
    add({ id: 'x'.repeat(63), type: 'p', fanout: 2 }),
    { code: 'INVALID_ID' },
  ],
  ['fanout without type p', add({ fanout: 2 }), { code: 'INVALID_PARAMETERS' }],
  [
    'a merge step without fanout',
    add({ type: 'p', mergeStep: 'm' }),
    { code: 'INVALID_PARAMETERS' },
  ],
  [
    'a merge step that is a gate',
    add({ id: 'q', type: 'p', fanout: 2, mergeStep: 'g' }),
    { code: 'ALREADY_EXISTS' },
  ],
  [
    'a missing merge step for shell workers',
    add({ id: 'q', type: 'p', model: 'shell', command: ['ls'], fanout: 2, mergeStep: 'm' }),
    { code: 'INVALID_PARAMETERS' },
  ],
  [
    'more workers than the policy allows',
    add({ id: 'q', type: 'p', fanout: 11 }),
    { code: 'LIMIT_EXCEEDED', details: { count: 11, limit: 10, rule: 'max_fanout' } },
  ],
  [
    'a dependency on nothing',
    add({ dependsOn: ['ghost'] }),
    { code: 'DANGLING_DEPENDENCY', details: { missing: 'ghost' } },
  ],
  ['the model shell without a command', add({ model: 'shell' }), { code: 'INVALID_SCHEMA' }],
  ['a command for an agent', add({ command: ['ls'] }), { code: 'INVALID_SCHEMA' }],
  ['a prompt file outside its folder', add({ promptFile: 'README.md' }), { code: 'INVALID_PATH' }],
  ['a folder outside the repository', add({ cwd: '../x' }), { code: 'INVALID_PATH' }],
  ['a dependency on itself', add({ dependsOn: ['new'] }), { code: 'CYCLE' }],
  ['the same dependency twice', add({ dependsOn: ['a', 'a'] }), { code: 'DANGLING_DEPENDENCY' }],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})

test('the sequence may tighten the fanout of the policy', () => {
  const tight = { ...sequence([]), policy: { max_fanout: 2 } }
  expect(refusal(tight, add({ type: 'p', fanout: 3 }))).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    details: { limit: 2 },
  })
})

test('a step past the policy’s number of steps is refused, and shrinking is not', () => {
  const policy = { ...SAFE_DEFAULTS, max_steps: 1 }
  const full = sequence([step('a'), step('b'), step('c')])
  expect([
    refusal(sequence([step('a')]), add(), { policy })?.code,
    tryActions(full, [{ action: 'step.rm', id: 'a' }], { policy }).ok,
  ]).toEqual(['LIMIT_EXCEEDED', true])
})
