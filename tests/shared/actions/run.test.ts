import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const plan = sequence(
  [
    step('a', { group_id: 'team' }),
    step('b', { status: 'READY', group_id: 'team' }),
    step('c', { depends_on: ['g', 'a'], status: 'BLOCKED', group_id: 'late' }),
    step('running', { status: 'RUNNING', group_id: 'team' }),
    step('done', { status: 'DONE' }),
    step('failed', { status: 'FAILED' }),
    step('review', { status: 'NEEDS_REVIEW' }),
  ],
  [gate('g')],
)
const run = (targets: string[], scope: string, dryRun = false) => [
  { effect: 'run', scope, targets, dryRun },
]

test.each([
  ['steps', { action: 'run.step', ids: ['b', 'a', 'b'] }, run(['b', 'a'], 'step')],
  ['a step for show', { action: 'run.step', ids: ['a'], dryRun: true }, run(['a'], 'step', true)],
  [
    'the READY members of a group',
    { action: 'run.group', groupId: 'team' },
    run(['a', 'b'], 'group'),
  ],
  ['what is runnable', { action: 'run.runnable' }, run([], 'runnable')],
  ['everything', { action: 'run.all', dryRun: true }, run([], 'all', true)],
])('running %s is an effect and changes nothing', (_, action, effects) => {
  const applied = act(plan, action)
  expect([applied.effects, applied.sequence, applied.notes]).toEqual([effects, plan, []])
})

test('running what is ready when nothing is, says so', () => {
  const nothing = sequence([step('done', { status: 'DONE' })])
  expect([
    act(nothing, { action: 'run.runnable' }).notes,
    act(nothing, { action: 'run.all' }).notes,
  ]).toEqual([['No step is ready to run now.'], ['No step is ready to run now.']])
})

test.each([
  [
    'a step that waits',
    { action: 'run.step', ids: ['a', 'c'] },
    {
      code: 'NOT_RUNNABLE',
      message: 'Step c is BLOCKED and waits for gate g (PENDING) and a (READY).',
      details: { blockers: [{ id: 'g' }, { id: 'a' }] },
    },
  ],
  ['a step that runs', { action: 'run.step', ids: ['running'] }, { code: 'ALREADY_RUNNING' }],
  [
    'a step that is DONE',
    { action: 'run.step', ids: ['done'] },
    { code: 'NOT_RUNNABLE', message: 'Step done is DONE.', hint: 'Reset it to run it again.' },
  ],
  ['a step that is FAILED', { action: 'run.step', ids: ['failed'] }, { code: 'NOT_RUNNABLE' }],
  [
    'a step that needs review',
    { action: 'run.step', ids: ['review'] },
    { code: 'NOT_RUNNABLE', hint: 'Accept or reject its result first.' },
  ],
  ['a step that is not there', { action: 'run.step', ids: ['ghost'] }, { code: 'STEP_NOT_FOUND' }],
  ['no step', { action: 'run.step', ids: [] }, { code: 'INVALID_PARAMETERS' }],
  [
    'a group without a READY step',
    { action: 'run.group', groupId: 'late' },
    { code: 'NOT_RUNNABLE', message: 'No step of group late is READY: c (BLOCKED).' },
  ],
  [
    'a group that is not there',
    { action: 'run.group', groupId: 'ghost' },
    { code: 'GROUP_NOT_FOUND', hint: 'The groups are team, late.' },
  ],
])('refused: running %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})

test('a stale status does not let a step run', () => {
  const stale = sequence([step('a'), step('b', { depends_on: ['a'], status: 'READY' })])
  expect(refusal(stale, { action: 'run.step', ids: ['b'] })?.code).toBe('NOT_RUNNABLE')
})
