import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const parallelize = (stepIds: string[], fields: object = {}) => ({
  action: 'group.parallelize',
  stepIds,
  ...fields,
})

test('steps become a group of type p', () => {
  const plan = sequence([step('a', { type: 'c' }), step('b'), step('c')])
  const member = { type: 'p', group_id: 'team', fanout: 2, fail_policy: 'best_effort' } as const
  expect(
    act(plan, parallelize(['a', 'c'], { groupId: 'team', failPolicy: 'best_effort' })).sequence,
  ).toEqual(sequence([step('a', member), step('b'), step('c', member)]))
})

test('the group is named after its first step unless told otherwise', () => {
  const { steps } = act(sequence([step('a'), step('b')]), parallelize(['b', 'a'])).sequence
  expect(steps.map((one) => one.group_id)).toEqual(['b-group', 'b-group'])
})

test('a merge step waits for all members, and is added when missing', () => {
  const added = act(sequence([step('a'), step('b')]), parallelize(['a', 'b'], { mergeStep: 'm' }))
  const there = act(
    sequence([step('a'), step('b'), step('m', { depends_on: ['a'], status: 'BLOCKED' })]),
    parallelize(['a', 'b'], { mergeStep: 'm' }),
  )
  const merge = step('m', { depends_on: ['a', 'b'], status: 'BLOCKED' })
  expect([added.sequence.steps[2], there.sequence.steps[2]]).toEqual([merge, merge])
})

test('dissolving a group takes back all that made it one', () => {
  const plan = sequence([step('a'), step('b', { type: 'l' }), step('c')])
  const grouped = act(plan, parallelize(['a', 'c'], { groupId: 'team', failPolicy: 'best_effort' }))
  expect(act(grouped.sequence, { action: 'group.dissolve', groupId: 'team' }).sequence).toEqual(
    plan,
  )
})

test('a member that is not of type p keeps its type when the group is dissolved', () => {
  const plan = sequence([step('a', { type: 'f', group_id: 'team' })])
  expect(act(plan, { action: 'group.dissolve', groupId: 'team' }).sequence.steps).toEqual([
    step('a', { type: 'f' }),
  ])
})

const plan = sequence(
  [
    step('a'),
    step('b', { depends_on: ['g'] }),
    step('c'),
    step('x', { group_id: 'team' }),
    ...Array.from({ length: 11 }, (_, index) => step(`n${index}`)),
  ],
  [gate('g', { depends_on: ['a'] })],
)

test.each([
  [
    'steps that wait for each other through a gate',
    parallelize(['b', 'a']),
    { code: 'HAS_DEPENDENTS', message: "Step b waits for a, so the two can't run in parallel." },
  ],
  [
    'a member of another group',
    parallelize(['a', 'x']),
    { code: 'ALREADY_EXISTS', message: 'Step x belongs to the group team already.' },
  ],
  [
    'a group that is there',
    parallelize(['a', 'c'], { groupId: 'team' }),
    { code: 'ALREADY_EXISTS', message: 'There is a group team already.' },
  ],
  ['a step that is not there', parallelize(['a', 'ghost']), { code: 'STEP_NOT_FOUND' }],
  ['a gate', parallelize(['a', 'g']), { code: 'STEP_NOT_FOUND', hint: 'g is a gate.' }],
  ['one step alone', parallelize(['a']), { code: 'INVALID_PARAMETERS' }],
  [
    'more than the policy allows',
    parallelize(Array.from({ length: 11 }, (_, index) => `n${index}`)),
    { code: 'LIMIT_EXCEEDED' },
  ],
  [
    'a merge step that the members wait for',
    parallelize(['b', 'c'], { mergeStep: 'a' }),
    { code: 'CYCLE' },
  ],
  [
    'dissolving a group that is not there',
    { action: 'group.dissolve', groupId: 'tam' },
    { code: 'GROUP_NOT_FOUND', hint: 'Did you mean team?' },
  ],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})
