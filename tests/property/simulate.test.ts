import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeStatuses } from '../../shared/dag/normalize.ts'
import { satisfaction } from '../../shared/dag/satisfied.ts'
import { nextStarts, type RunProgress, waitingSteps } from '../../shared/runs/plan.ts'
import type { Limits } from '../../shared/runs/room.ts'
import { gateStatus, stepStatus } from '../../shared/schema/defaults.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { type Outcome, type Simulation, simulate } from '../../shared/simulate/simulate.ts'
import { anySequence } from '../support/arbitrary-sequences.ts'

const RUNS = { numRuns: 2000 }

interface Case {
  readonly plan: Sequence
  readonly durations: readonly number[]
  readonly outcomes: readonly Outcome[]
  readonly limits: Limits
  readonly approveGates: boolean
  readonly targets: readonly string[] | undefined
}

const anyLimits: fc.Arbitrary<Limits> = fc.record({
  max_concurrent: fc.constantFrom(0, 1, 1, 2, 2, 3, 4),
  max_concurrent_per_group: fc.constantFrom(1, 2, 9, 9),
  max_concurrent_per_model: fc.constantFrom({}, {}, { codex: 1 }, { codex: 2, shell: 1 }),
})

/** Any small sequence, some of whose steps were made a group's or a fusion's, with few different durations. */
const anyCase: fc.Arbitrary<Case> = fc
  .tuple(
    anySequence,
    fc.array(fc.nat(3), { minLength: 9, maxLength: 9 }),
    fc.array(fc.constantFrom<Outcome>('DONE', 'DONE', 'DONE', 'FAILED', 'NEEDS_REVIEW'), {
      minLength: 9,
      maxLength: 9,
    }),
    anyLimits,
    fc.boolean(),
    fc.option(fc.subarray(['s0', 's1', 's2', 's3', 's4', 's5']), { nil: undefined, freq: 3 }),
    fc.boolean(),
  )
  .map(([plan, durations, outcomes, limits, approveGates, targets, isFresh]) => ({
    plan: normalizeStatuses(withFusion(isFresh ? fresh(plan) : plan)),
    durations,
    outcomes,
    limits,
    approveGates,
    targets,
  }))

/** Nothing has run yet: then most happens. */
function fresh(plan: Sequence): Sequence {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, status: 'READY' as const })) }
}

function withFusion(plan: Sequence): Sequence {
  const steps = plan.steps.map((step) =>
    (step.depends_on?.length ?? 0) > 1
      ? { ...step, fusion_candidates: step.depends_on?.filter((id) => id.startsWith('s')) ?? [] }
      : step,
  )
  return { ...plan, steps }
}

const numberOf = (step: Step) => Number(step.id.slice(1))

function assumptionsOf({ durations, outcomes, limits, approveGates, targets }: Case) {
  return {
    durationOf: (step: Step) => durations[numberOf(step)] ?? 0,
    outcomeOf: (step: Step) => outcomes[numberOf(step)] ?? 'DONE',
    limits,
    approveGates,
    ...(targets ? { scope: 'step' as const, targets } : {}),
  }
}

function setStatus(plan: Sequence, id: string, status: Step['status']): Sequence {
  const steps = plan.steps.map((step) => (step.id === id && status ? { ...step, status } : step))
  return { ...plan, steps }
}

/** Approves every gate that can be, one after the other, and notes those that are reached. */
function passGates(before: Sequence, isApproving: boolean, reached: Set<string>): Sequence {
  let plan = normalizeStatuses(before)
  for (;;) {
    const isMet = satisfaction(plan)
    const nodes = [...plan.steps, ...plan.gates]
    const open = plan.gates.filter(
      (gate) =>
        gateStatus(gate) !== 'APPROVED' &&
        (gate.depends_on ?? []).every((id) => nodes.some((node) => node.id === id && isMet(node))),
    )
    for (const gate of open) reached.add(gate.id)
    const next = isApproving ? open.find((gate) => gateStatus(gate) === 'PENDING') : undefined
    if (!next) return plan
    plan = normalizeStatuses({
      ...plan,
      gates: plan.gates.map((gate) => (gate === next ? { ...gate, status: 'APPROVED' } : gate)),
    })
  }
}

type Timed = Pick<Simulation['starts'][number], 'id' | 'startMs' | 'endMs'>

/** The same, step by step, with the functions that the scheduler itself uses. */
function naive(one: Case) {
  const { durationOf, outcomeOf, limits, approveGates } = assumptionsOf(one)
  const scope = one.targets ? ('step' as const) : ('runnable' as const)
  const started = new Set<string>()
  const run: RunProgress = { scope, targets: one.targets ?? [], started }
  const reached = new Set<string>()
  let plan = passGates(one.plan, approveGates, reached)
  let now = 0
  let live: Timed[] = plan.steps
    .filter((step) => stepStatus(step) === 'RUNNING')
    .map((step) => ({ id: step.id, startMs: 0, endMs: durationOf(step) }))
  const starts: Timed[] = []
  for (;;) {
    for (const step of nextStarts(plan, run, limits)) {
      const timed = { id: step.id, startMs: now, endMs: now + durationOf(step) }
      started.add(step.id)
      starts.push(timed)
      live.push(timed)
      plan = setStatus(plan, step.id, 'RUNNING')
    }
    if (live.length === 0) break
    now = Math.min(...live.map(({ endMs }) => endMs))
    for (const { id } of live.filter(({ endMs }) => endMs === now)) {
      const step = plan.steps.find((candidate) => candidate.id === id)
      if (step) plan = setStatus(plan, id, outcomeOf(step))
    }
    live = live.filter(({ endMs }) => endMs > now)
    plan = passGates(plan, approveGates, reached)
  }
  const ran = new Set([...started, ...runningIn(one.plan)])
  const waiting = waitingSteps(plan, run).filter(({ id }) => !ran.has(id))
  return { starts, makespanMs: now, reached, waiting, plan }
}

function runningIn(plan: Sequence): string[] {
  return plan.steps.filter((step) => stepStatus(step) === 'RUNNING').map(({ id }) => id)
}

test('the simulation does what the scheduler does, step by step, and gives the same reasons', () => {
  let starts = 0
  fc.assert(
    fc.property(anyCase, (one) => {
      const result = simulate(one.plan, assumptionsOf(one))
      const expected = naive(one)
      starts += result.starts.length
      expect({
        starts: result.starts.map(({ id, startMs, endMs }) => ({ id, startMs, endMs })),
        makespanMs: result.makespanMs,
        gates: new Set(result.gates.map(({ id }) => id)),
        never: result.neverStarted.map(({ id }) => id),
      }).toEqual({
        starts: expected.starts,
        makespanMs: expected.makespanMs,
        gates: expected.reached,
        never: expected.waiting.map(({ id }) => id),
      })
      const isReady = (id: string) =>
        expected.plan.steps.some((step) => step.id === id && stepStatus(step) === 'READY')
      expect(result.neverStarted.filter(({ id }) => !isReady(id))).toEqual(
        expected.waiting.filter(({ id }) => !isReady(id)),
      )
    }),
    { numRuns: 4000 },
  )
  expect(starts).toBeGreaterThan(1000)
})

test('never more steps run than may, and none starts before what it depends on has ended', () => {
  fc.assert(
    fc.property(anyCase, (one) => {
      const result = simulate(one.plan, assumptionsOf(one))
      const ran = [...result.underWay, ...result.starts]
      expect(result.peakConcurrency).toBeLessThanOrEqual(
        Math.max(one.limits.max_concurrent, result.underWay.length),
      )
      for (const [index, { id, startMs }] of ran.entries()) {
        if (index < result.underWay.length) continue
        const step = one.plan.steps.find((candidate) => candidate.id === id)
        const isEarlier = (other: Timed) => step?.depends_on?.includes(other.id)
        // A step that takes no time may release another at the very moment: then the order of starts tells.
        const isAhead = (other: Timed) =>
          step?.after?.includes(other.id) && ran.findIndex((one) => one.id === other.id) < index
        const before = ran.filter((other) => isEarlier(other) || isAhead(other))
        expect(before.filter(({ endMs }) => endMs > startMs)).toEqual([])
      }
    }),
    RUNS,
  )
})
