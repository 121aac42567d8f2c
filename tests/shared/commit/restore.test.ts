import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ProposedChange, propose } from '../../../shared/commit/propose.ts'
import { planRestore, type RestorePlan } from '../../../shared/commit/restore.ts'
import { semanticDiff } from '../../../shared/diff/semantic.ts'
import { unwrap } from '../../../shared/failure.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { printSequence } from '../../../shared/yaml/print-sequence.ts'
import { anySequence } from '../../support/arbitrary-sequences.ts'
import { context, gate, sequence, step } from '../../support/sequences.ts'

function restore(now: Sequence, then: Sequence, prompts = new Map<string, string>()) {
  const plan = unwrap(planRestore(now, then, prompts))
  const document = unwrap(parseSequence(printSequence(now)))
  const change = propose(document, plan.actions, context())
  return { plan, change }
}

function restored(now: Sequence, then: Sequence): { plan: RestorePlan; change: ProposedChange } {
  const { plan, change } = restore(now, then)
  return { plan, change: unwrap(change) }
}

const THEN = sequence(
  [
    step('spec', { status: 'DONE' }),
    step('build', { depends_on: ['spec'], lane: 'code', status: 'BLOCKED' }),
    step('ship', { depends_on: ['go'], status: 'BLOCKED' }),
  ],
  [gate('go', { depends_on: ['build'], status: 'APPROVED', approved_by: 'Ada' })],
)

test('a plan that says the same needs nothing', () => {
  expect(restore(THEN, THEN).plan).toEqual({ actions: [], left: [] })
})

test('steps, gates, fields, edges and the order come back as ordinary actions', () => {
  const now = sequence([
    step('extra', { depends_on: ['spec'] }),
    step('spec', { model: 'gemini', effort: 'high' }),
    step('build', { depends_on: ['extra'], status: 'BLOCKED' }),
  ])
  const { plan, change } = restored({ ...now, name: 'other' }, THEN)
  expect(plan.left).toEqual([])
  expect(change.proposal.items.map(({ description }) => description)).toEqual([
    'Name the sequence demo',
    'Add step ship',
    'Insert gate go after build',
    'Edit step spec: model, effort',
    'Edit step build: dependsOn, lane',
    'Remove step extra',
  ])
  expect(change.document.sequence.steps.map(({ id }) => id)).toEqual(['spec', 'build', 'ship'])
  expect(change.proposal.items.every(({ reversible }) => reversible)).toBe(true)
})

test('what ran and what people decided stays as it is now', () => {
  const now = sequence([step('spec', { status: 'FAILED' }), step('build')])
  const { change } = restored(now, THEN)
  const { steps, gates } = change.document.sequence
  expect(steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'spec FAILED',
    'build BLOCKED',
    'ship BLOCKED',
  ])
  expect(gates).toEqual([gate('go', { depends_on: ['build'] })])
})

test('what no action can bring back is told', () => {
  const now = { ...THEN, gates: [gate('go', { depends_on: ['build'], name: 'Go?' })] }
  const then = { ...THEN, policy: { max_steps: 3 } }
  expect(restored(now, then).plan).toEqual({
    actions: [],
    left: [
      'Sets policy of the sequence to {"max_steps":3}.',
      'Changes name of gate go from Go? to go.',
    ],
  })
})

test('a running step is not removed: the proposal says why', () => {
  const now = sequence([...THEN.steps, step('late', { status: 'RUNNING' })], THEN.gates)
  const { change } = restore(now, THEN)
  expect(change).toMatchObject({ ok: false, failure: { code: 'ILLEGAL_TRANSITION' } })
})

test('the prompt of a step that comes back comes with it', () => {
  const now = sequence([step('spec')])
  const then = sequence([step('spec'), step('build')])
  const { change } = restore(now, then, new Map([['build', 'Build it.\n']]))
  expect(unwrap(change).prompts).toEqual([
    { kind: 'write', path: '.threados/prompts/build.md', text: 'Build it.\n' },
  ])
})

test('more changes than one proposal may have are refused', () => {
  const many = Array.from({ length: 1001 }, (_, at) => step(`n${at}`))
  expect(planRestore(sequence([]), sequence(many))).toMatchObject({
    ok: false,
    failure: { code: 'LIMIT_EXCEEDED' },
  })
})

const idle = anySequence.map(
  (plan): Sequence => ({
    ...plan,
    steps: plan.steps.map((one) => (one.status === 'RUNNING' ? { ...one, status: 'READY' } : one)),
  }),
)

/** In the order of the dependencies, as files are written: ids count from what waits for nothing. */
const ordered = idle.map(
  (plan): Sequence => ({ ...plan, steps: plan.steps.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }),
)

test('any plan becomes any other one again, to the last edge and place', () => {
  fc.assert(
    fc.property(idle, ordered, (now, then) => {
      const { plan, change } = restored(now, then)
      const { added, removed, rewired, moved } = semanticDiff(change.document.sequence, then)
      const steps = moved.filter(({ kind }) => kind === 'step')
      expect([plan.left, added, removed, rewired, steps]).toEqual([[], [], [], [], []])
    }),
    { numRuns: 200 },
  )
})

test('an order that no dependency allows is told, and all the rest comes back', () => {
  const now = sequence([step('a'), step('b')])
  const then = sequence([step('b', { after: ['a'] }), step('a')])
  const { plan, change } = restored(now, then)
  expect(plan.left).toEqual(['Moves step b from place 2 to place 1.'])
  expect(change.document.sequence.steps[1]).toEqual(step('b', { after: ['a'] }))
})
