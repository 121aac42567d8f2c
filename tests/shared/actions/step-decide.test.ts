import { expect, test } from 'vitest'
import type { StepStatus } from '../../../shared/schema/step.ts'
import { act, refusal, tryActions } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const plan = (status: StepStatus) =>
  sequence([step('a', { status }), step('b', { depends_on: ['a'], status: 'BLOCKED' })])

test('accepting makes a step DONE and frees what waits for it', () => {
  expect(
    act(plan('NEEDS_REVIEW'), { action: 'step.accept', id: 'a', note: 'ok' }).sequence,
  ).toEqual(
    sequence([step('a', { status: 'DONE' }), step('b', { depends_on: ['a'], status: 'READY' })]),
  )
})

test('rejecting makes a step FAILED', () => {
  expect(act(plan('NEEDS_REVIEW'), { action: 'step.reject', id: 'a' }).sequence).toEqual(
    plan('FAILED'),
  )
})

test('resetting resets what ran downstream, says so, and takes approvals back', () => {
  const { sequence: next, notes } = act(
    sequence(
      [
        step('a', { status: 'DONE' }),
        step('b', { depends_on: ['a'], status: 'DONE' }),
        step('c', { depends_on: ['g'], status: 'FAILED' }),
        step('d', { depends_on: ['c'], status: 'BLOCKED' }),
        step('e', { depends_on: ['a'], status: 'NEEDS_REVIEW' }),
        step('soft', { after: ['a'], status: 'DONE' }),
        step('other', { status: 'DONE' }),
      ],
      [
        gate('g', { depends_on: ['b'], status: 'APPROVED', approved_by: 'Ada', note: 'fine' }),
        gate('h', { depends_on: ['b'], status: 'BLOCKED' }),
        gate('i', { depends_on: ['other'], status: 'APPROVED' }),
      ],
    ),
    { action: 'step.reset', id: 'a' },
  )
  expect({ next, notes }).toEqual({
    next: sequence(
      [
        step('a', { status: 'READY' }),
        step('b', { depends_on: ['a'], status: 'BLOCKED' }),
        step('c', { depends_on: ['g'], status: 'BLOCKED' }),
        step('d', { depends_on: ['c'], status: 'BLOCKED' }),
        step('e', { depends_on: ['a'], status: 'BLOCKED' }),
        step('soft', { after: ['a'], status: 'DONE' }),
        step('other', { status: 'DONE' }),
      ],
      [
        gate('g', { depends_on: ['b'], status: 'PENDING' }),
        gate('h', { depends_on: ['b'], status: 'BLOCKED' }),
        gate('i', { depends_on: ['other'], status: 'APPROVED' }),
      ],
    ),
    notes: [
      'Also resets b (DONE), c (FAILED) and e (NEEDS_REVIEW), which ran on the output of a.',
      'Gate g goes back to PENDING: it waits for b (BLOCKED).',
    ],
  })
})

const open: readonly StepStatus[] = ['READY', 'RUNNING', 'DONE', 'FAILED', 'BLOCKED']

test.each(open)('a step that is %s can be neither accepted nor rejected', (status) => {
  const blocked = sequence([
    step('x'),
    step('a', { status, ...(status === 'BLOCKED' ? { depends_on: ['x'] } : {}) }),
  ])
  for (const action of ['step.accept', 'step.reject']) {
    expect(refusal(blocked, { action, id: 'a' })).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      message: expect.stringContaining(`Step a is ${status}`),
      details: { status },
    })
  }
})

test.each(['READY', 'RUNNING', 'NEEDS_REVIEW'] as const)(
  'a step that is %s can’t be reset',
  (status) => {
    expect(refusal(plan(status), { action: 'step.reset', id: 'a' })).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      details: { id: 'a', status },
    })
  },
)

test('a reset is refused while something downstream runs', () => {
  const running = sequence([
    step('a', { status: 'DONE' }),
    step('b', { depends_on: ['a'], status: 'RUNNING' }),
  ])
  expect(refusal(running, { action: 'step.reset', id: 'a' })).toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    message: "Step b is RUNNING and can't be reset.",
    hint: 'Stop it first.',
  })
})

test('a decision looks at statuses as the actions before it left them', () => {
  const actions = [
    { action: 'step.accept', id: 'a' },
    { action: 'run.step', ids: ['b'] },
  ]
  expect(tryActions(plan('NEEDS_REVIEW'), actions)).toMatchObject({
    ok: true,
    value: { effects: [{ effect: 'run', scope: 'step', targets: ['b'], dryRun: false }] },
  })
})

test('a running step can be stopped, restarted and typed into', () => {
  const running = sequence([step('a', { status: 'RUNNING' })])
  expect([
    act(running, { action: 'step.stop', id: 'a' }).effects,
    act(running, { action: 'step.stop', id: 'a', signal: 'SIGKILL' }).effects,
    act(running, { action: 'step.restart', id: 'a' }).effects,
    act(running, { action: 'step.sendKey', id: 'a', key: 'y' }).effects,
    act(running, { action: 'step.restart', id: 'a' }).sequence,
  ]).toEqual([
    [{ effect: 'stop', stepId: 'a' }],
    [{ effect: 'stop', stepId: 'a', signal: 'SIGKILL' }],
    [{ effect: 'restart', stepId: 'a' }],
    [{ effect: 'sendKey', stepId: 'a', key: 'y' }],
    running,
  ])
})

test('restarting an ended step resets it first, with what ran on its output', () => {
  const ended = sequence([
    step('a', { status: 'FAILED' }),
    step('b', { depends_on: ['a'], status: 'DONE' }),
  ])
  const { sequence: next, effects, notes } = act(ended, { action: 'step.restart', id: 'a' })
  expect({ next, effects, notes }).toEqual({
    next: sequence([
      step('a', { status: 'READY' }),
      step('b', { depends_on: ['a'], status: 'BLOCKED' }),
    ]),
    effects: [{ effect: 'restart', stepId: 'a' }],
    notes: ['Also resets b (DONE), which ran on the output of a.'],
  })
})

const idle = sequence([
  step('ready'),
  step('blocked', { depends_on: ['ready'] }),
  step('review', { status: 'NEEDS_REVIEW' }),
  step('done', { status: 'DONE' }),
])

test.each([
  [{ action: 'step.stop', id: 'ready' }, "Step ready is READY and can't be stopped."],
  [{ action: 'step.stop', id: 'done' }, "Step done is DONE and can't be stopped."],
  [{ action: 'step.sendKey', id: 'done', key: 'y' }, "Step done is DONE and can't be typed into."],
  [{ action: 'step.restart', id: 'ready' }, "Step ready is READY and can't be restarted."],
  [{ action: 'step.restart', id: 'blocked' }, "Step blocked is BLOCKED and can't be restarted."],
  [{ action: 'step.restart', id: 'review' }, "Step review is NEEDS_REVIEW and can't be restarted."],
])('refused: %o', (action, message) => {
  expect(refusal(idle, action)).toMatchObject({
    code: 'ILLEGAL_TRANSITION',
    message,
    hint: expect.any(String),
  })
})

test('only ThreadOS itself records attempts', () => {
  const ready = sequence([step('a')])
  expect([
    refusal(ready, { action: 'attempt.start', id: 'a' })?.code,
    refusal(ready, { action: 'attempt.start', id: 'a' }, { actor: 'orchestrator' })?.code,
    act(ready, { action: 'attempt.start', id: 'a' }, { actor: 'system' }).sequence.steps,
  ]).toEqual(['DENIED', 'DENIED', [step('a', { status: 'RUNNING' })]])
})

test.each(['DONE', 'NEEDS_REVIEW', 'FAILED'] as const)('an attempt ends %s', (status) => {
  const next = act(
    plan('RUNNING'),
    { action: 'attempt.end', id: 'a', status },
    { actor: 'system' },
  ).sequence
  expect(next.steps.map((one) => one.status)).toEqual([
    status,
    status === 'DONE' ? 'READY' : 'BLOCKED',
  ])
})

test.each([
  ['a step that waits can’t start', 'BLOCKED', { action: 'attempt.start', id: 'b' }],
  ['a step that runs can’t start again', 'RUNNING', { action: 'attempt.start', id: 'a' }],
  [
    'a step that does not run can’t end',
    'DONE',
    { action: 'attempt.end', id: 'a', status: 'DONE' },
  ],
] as const)('%s', (_, status, action) => {
  const from = status === 'BLOCKED' ? plan('FAILED') : plan(status)
  expect(refusal(from, action, { actor: 'system' })?.code).toBe('ILLEGAL_TRANSITION')
})
