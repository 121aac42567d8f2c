import fc from 'fast-check'
import type { Sequence } from '../../shared/schema/sequence.ts'

const FRESH = ['new-1', 'new-2', 'new-3', 'new-4'] as const

/** `@step 3` stands for the fourth step of whatever sequence the action is aimed at, or its number modulo. */
const place = fc.nat(8)
const someStep = place.map((number) => `@step ${number}`)
const someGate = place.map((number) => `@gate ${number}`)
const fresh = fc.constantFrom(...FRESH)
const id = fc.oneof(
  { weight: 8, arbitrary: someStep },
  { weight: 3, arbitrary: someGate },
  { weight: 1, arbitrary: fresh },
)
const stepId = fc.oneof({ weight: 12, arbitrary: someStep }, { weight: 1, arbitrary: id })
const gateId = fc.oneof({ weight: 12, arbitrary: someGate }, { weight: 1, arbitrary: id })
const newId = fc.oneof({ weight: 12, arbitrary: fresh }, { weight: 1, arbitrary: id })
const ids = fc.uniqueArray(id, { maxLength: 3 })
const group = fc.constantFrom('team-0', 'team-1', 'crew')
const flag = fc.option(fc.boolean(), { nil: undefined })

function action(name: string, fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(fields).map((parameters) => ({
    action: name,
    ...Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)),
  }))
}

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 })
}

function clearable<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> {
  return fc.oneof(arbitrary, fc.constantFrom(null, undefined, undefined))
}

/** Any action that a person may ask for, most of them on nodes that may be there. */
export const anyAction: fc.Arbitrary<{ action: string }> = fc.oneof(
  action('step.add', {
    id: newId,
    type: fc.constantFrom('base', 'p', 'f'),
    model: fc.constantFrom('codex', 'gemini'),
    name: maybe(fc.constantFrom('Name', "it's: #1")),
    dependsOn: maybe(ids),
    after: maybe(ids),
    fanout: fc.constantFrom(undefined, undefined, 1, 2),
    mergeStep: fc.constantFrom(undefined, undefined, 'new-3'),
    prompt: maybe(fc.constant('Do it.')),
  }),
  action('step.edit', {
    id: stepId,
    newId: maybe(newId),
    name: maybe(fc.constant('Other')),
    dependsOn: clearable(ids),
    after: clearable(ids),
    lane: clearable(fc.constantFrom('left', 'right')),
    timeoutMs: clearable(fc.integer({ min: 1, max: 9 })),
    failPolicy: clearable(fc.constantFrom('fail_fast', 'best_effort')),
    watchdogFor: clearable(stepId),
    parent: clearable(stepId),
    groupId: clearable(group),
  }),
  action('step.rm', { id: stepId, cascade: flag, reconnect: flag }),
  action('step.clone', { id: stepId, newId: maybe(newId) }),
  action('step.move', {
    id: stepId,
    before: maybe(stepId),
    after: maybe(stepId),
    lane: clearable(fc.constant('up')),
  }),
  action('step.accept', { id: stepId }),
  action('step.reject', { id: stepId }),
  action('step.reset', { id: stepId }),
  action('step.restart', { id: stepId }),
  action('dep.add', { stepId: id, depId: id, soft: flag }),
  action('dep.rm', { stepId: id, depId: id, soft: flag }),
  action('group.parallelize', {
    stepIds: fc.uniqueArray(stepId, { minLength: 2, maxLength: 3 }),
    groupId: maybe(group),
    failPolicy: fc.constantFrom(undefined, 'best_effort'),
    mergeStep: maybe(stepId),
  }),
  action('group.dissolve', { groupId: group }),
  action('fusion.create', {
    candidates: fc.uniqueArray(stepId, { minLength: 2, maxLength: 3 }),
    synth: stepId,
  }),
  action('gate.insert', { id: newId, dependsOn: ids, before: maybe(ids) }),
  action('gate.approve', { id: gateId, note: maybe(fc.constant('fine')) }),
  action('gate.block', { id: gateId }),
  action('gate.rm', { id: gateId }),
  action('prompt.write', { stepId, text: fc.constant('Text') }),
  action('sequence.edit', {
    name: maybe(fc.constant('renamed')),
    description: clearable(fc.constant('What it is for')),
  }),
)

function resolveIn(plan: Sequence, value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((item) => resolveIn(plan, item)))]
  const found = typeof value === 'string' ? /^@(step|gate) (\d+)$/.exec(value) : null
  if (!found) return value
  const nodes = found[1] === 'step' ? plan.steps : plan.gates
  return nodes[Number(found[2]) % nodes.length]?.id ?? 'ghost'
}

/** The action with its targets chosen among the nodes of a sequence. */
export function aim(plan: Sequence, action: { action: string }): { action: string } {
  const entries = Object.entries(action).map(([name, value]) => [name, resolveIn(plan, value)])
  return Object.fromEntries(entries) as { action: string }
}
