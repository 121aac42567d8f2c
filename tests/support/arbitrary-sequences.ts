import fc from 'fast-check'
import { normalizeStatuses } from '../../shared/dag/normalize.ts'
import type { GateStatus } from '../../shared/schema/gate.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step, StepStatus } from '../../shared/schema/step.ts'
import { gate, sequence, step } from './sequences.ts'

const STEP_STATUSES: readonly (StepStatus | undefined)[] = [
  undefined,
  'READY',
  'RUNNING',
  'NEEDS_REVIEW',
  'DONE',
  'DONE',
  'FAILED',
  'BLOCKED',
]
const GATE_STATUSES: readonly (GateStatus | undefined)[] = [
  undefined,
  'PENDING',
  'APPROVED',
  'APPROVED',
  'BLOCKED',
]

interface NodeSeed {
  readonly isGate: boolean
  readonly hard: readonly boolean[]
  readonly soft: readonly boolean[]
  readonly status: number
  readonly group: number
  readonly isTolerant: boolean
}

const MAX_NODES = 9

const seed: fc.Arbitrary<NodeSeed> = fc.record({
  isGate: fc.boolean(),
  hard: fc.array(fc.boolean(), { minLength: MAX_NODES, maxLength: MAX_NODES }),
  soft: fc.array(fc.boolean(), { minLength: MAX_NODES, maxLength: MAX_NODES }),
  status: fc.nat(STEP_STATUSES.length - 1),
  group: fc.nat(5),
  isTolerant: fc.boolean(),
})

function pick(ids: readonly string[], chosen: readonly boolean[]): string[] {
  return ids.filter((_, index) => chosen[index])
}

function stepFields(seed: NodeSeed, hard: string[], soft: string[]): Partial<Step> {
  const after = soft.filter((id) => !hard.includes(id))
  const status = STEP_STATUSES[seed.status]
  return {
    ...(hard.length > 0 ? { depends_on: hard } : {}),
    ...(after.length > 0 ? { after } : {}),
    ...(status === undefined ? {} : { status }),
    ...(seed.group < 2 ? { group_id: `team-${seed.group}` } : {}),
    ...(seed.isTolerant ? { fail_policy: 'best_effort' as const } : {}),
  }
}

/** Puts nodes into any file order, whatever the order of their dependencies. */
function build(seeds: readonly NodeSeed[], keys: readonly number[]): Sequence {
  const ids: string[] = []
  const plan = sequence([])
  for (const [index, one] of seeds.entries()) {
    const id = `${one.isGate ? 'g' : 's'}${index}`
    const hard = pick(ids, one.hard).slice(-3)
    if (one.isGate) {
      const status = GATE_STATUSES[one.status % GATE_STATUSES.length]
      plan.gates.push(
        gate(id, {
          ...(hard.length > 0 ? { depends_on: hard } : {}),
          ...(status === undefined ? {} : { status }),
        }),
      )
    } else plan.steps.push(step(id, stepFields(one, hard, pick(ids, one.soft).slice(-2))))
    ids.push(id)
  }
  const order = new Map(ids.map((id, index) => [id, keys[index] ?? 0]))
  plan.steps.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
  return plan
}

/** Sequences of up to nine steps and gates without a cycle, with any statuses, in any file order. */
export const anySequence: fc.Arbitrary<Sequence> = fc
  .tuple(
    fc.array(seed, { maxLength: MAX_NODES }),
    fc.array(fc.nat(100), { minLength: MAX_NODES, maxLength: MAX_NODES }),
  )
  .map(([seeds, keys]) => build(seeds, keys))

/** The same with statuses as a commit leaves them. */
export const settledSequence: fc.Arbitrary<Sequence> = anySequence.map(normalizeStatuses)

/** Sequences with any edges at all, cycles and self edges included. */
export const tangledSequence: fc.Arbitrary<Sequence> = fc
  .nat(6)
  .chain((count) => {
    const ids = Array.from({ length: count }, (_, index) => `s${index}`)
    const some = (most: number) => fc.subarray(ids).map((chosen) => chosen.slice(0, most))
    const nodes = fc.tuple(...ids.map(() => fc.record({ hard: some(3), soft: some(1) })))
    return nodes
  })
  .map((nodes) =>
    sequence(
      nodes.map(({ hard, soft }, index) =>
        step(`s${index}`, { depends_on: hard, after: soft.filter((id) => !hard.includes(id)) }),
      ),
    ),
  )
