import { applyActions } from '../actions/apply.ts'
import type { ActionContext, UncheckedAction } from '../actions/define.ts'
import { parametersOfFields } from '../actions/parameters.ts'
import { parseActions } from '../actions/parse-action.ts'
import { removeNodes } from '../actions/removal.ts'
import { describeDifference } from '../diff/describe.ts'
import type { Difference, FieldChange } from '../diff/difference.ts'
import { isEqual } from '../diff/equal.ts'
import { risingRun } from '../diff/rising-run.ts'
import { semanticDiff } from '../diff/semantic.ts'
import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { dependenciesOf, type GraphNode, isStep } from '../schema/defaults.ts'
import type { Gate } from '../schema/gate.ts'
import { SAFE_DEFAULTS } from '../schema/policy.ts'
import { MAX_STEPS, type Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'

/** Most actions that one proposal may have; the protocol takes no more. */
const MAX_ACTIONS = 1000
/** What the runtime and people have said of nodes since, and of the file itself: no plan brings it back. */
const NOT_OF_THE_PLAN = new Set([
  'status',
  'approved_by',
  'approved_at',
  'note',
  'evidence',
  'metadata',
])

/** How a plan becomes an older one again. */
export interface RestorePlan {
  /** Ordinary actions; none when the plan says the same already. */
  readonly actions: readonly UncheckedAction[]
  /** One sentence for each part that no action can bring back. */
  readonly left: readonly string[]
}

/** Texts of prompts as they were, by the ids of steps: for the steps that come back. */
export type FormerPrompts = ReadonlyMap<string, string>

/** Only what the actions come to is asked here; whether they may be done is for the proposal's own policy. */
const TRIAL: ActionContext = {
  actor: 'user',
  actorName: 'a person',
  now: '1970-01-01T00:00:00Z',
  policy: { ...SAFE_DEFAULTS, max_steps: MAX_STEPS, max_fanout: MAX_STEPS },
}

/** An empty list says the same as none. */
function filledField(node: object, field: string): unknown {
  const value = Object.entries(node).find(([name]) => name === field)?.[1]
  return Array.isArray(value) && value.length === 0 ? undefined : value
}

function byId<N extends GraphNode>(nodes: readonly N[]): ReadonlyMap<string, N> {
  return new Map(nodes.map((node) => [node.id, node]))
}

/** Ids that name a step in one plan and a gate in the other. */
function changedKinds(now: Sequence, then: Sequence): ReadonlySet<string> {
  const kinds = new Map([...then.steps, ...then.gates].map((node) => [node.id, isStep(node)]))
  const others = [...now.steps, ...now.gates].filter((node) => {
    const wasStep = kinds.get(node.id)
    return wasStep !== undefined && wasStep !== isStep(node)
  })
  return new Set(others.map(({ id }) => id))
}

function referencesOf(step: Step): readonly (string | undefined)[] {
  return [
    ...dependenciesOf(step),
    ...(step.fusion_candidates ?? []),
    step.parent,
    step.watchdog_for,
  ]
}

/** Removes nodes that nothing refers to but others of them: gates first, then steps from the end of the file. */
function removals(sequence: Sequence, gone: ReadonlySet<string>): UncheckedAction[] {
  const gates = sequence.gates.filter(({ id }) => gone.has(id))
  const actions: UncheckedAction[] = gates.map(({ id }) => ({ action: 'gate.rm', id }))
  let rest = removeNodes(sequence, new Set(gates.map(({ id }) => id)))
  for (const { id } of sequence.steps.filter((step) => gone.has(step.id)).reverse()) {
    const isUsed =
      rest.steps.some((step) => referencesOf(step).includes(id)) ||
      rest.gates.some((gate) => dependenciesOf(gate).includes(id))
    actions.push({ action: 'step.rm', id, ...(isUsed ? { reconnect: true } : {}) })
    rest = removeNodes(rest, new Set([id]))
  }
  return actions
}

function addStep(step: Step, prompt: string | undefined): UncheckedAction {
  const fields = parametersOfFields(Object.entries(step))
  return { action: 'step.add', id: step.id, ...fields, ...(prompt === undefined ? {} : { prompt }) }
}

function insertGate({ id, name, depends_on, lane }: Gate): UncheckedAction {
  const place = lane === undefined ? {} : { lane }
  return { action: 'gate.insert', id, name, dependsOn: depends_on ?? [], ...place }
}

function editStep(before: Step, after: Step): UncheckedAction[] {
  if (before === after) return []
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const fields = names.flatMap((name): [string, unknown][] => {
    const value = filledField(after, name)
    return isEqual(filledField(before, name), value) ? [] : [[name, value ?? null]]
  })
  const changes = parametersOfFields(fields)
  return Object.keys(changes).length === 0
    ? []
    : [{ action: 'step.edit', id: after.id, ...changes }]
}

function rewireGate(before: Gate, after: Gate): UncheckedAction[] {
  const [old, now] = [dependenciesOf(before), dependenciesOf(after)]
  const edge = (action: string) => (depId: string) => ({ action, stepId: after.id, depId })
  return [
    ...now.filter((id) => !old.includes(id)).map(edge('dep.add')),
    ...old.filter((id) => !now.includes(id)).map(edge('dep.rm')),
  ]
}

function editHead(now: Sequence, then: Sequence): UncheckedAction[] {
  const [before, after] = [now.metadata?.description, then.metadata?.description]
  const changes = {
    ...(now.name === then.name ? {} : { name: then.name }),
    ...(before === after ? {} : { description: after ?? null }),
  }
  return Object.keys(changes).length === 0 ? [] : [{ action: 'sequence.edit', ...changes }]
}

/** As few moves as turn one order into the other; they may lead past a step that must not be passed. */
function fewestMoves(order: readonly string[], wanted: readonly string[]): UncheckedAction[] {
  const places = new Map(order.map((id, at) => [id, at]))
  const still = new Set(risingRun(wanted.map((id) => places.get(id) ?? 0)))
  const moved = wanted.filter((_, at) => !still.has(at))
  // The first one has no step to stand behind: it goes before what is first now.
  return moved.map((id) => {
    const place =
      id === wanted[0] ? { before: order[0] } : { after: wanted[wanted.indexOf(id) - 1] }
    return { action: 'step.move', id, ...place }
  })
}

/** Moves that all lead forward: legal wherever the wanted order is one of the dependencies. */
function forwardMoves(order: readonly string[], wanted: readonly string[]): UncheckedAction[] {
  const now = [...order]
  return wanted.flatMap((id, at) => {
    const here = now[at]
    if (here === undefined || here === id) return []
    now.splice(now.indexOf(id), 1)
    now.splice(at, 0, id)
    return [{ action: 'step.move', id, before: here }]
  })
}

/** Everything but the order of the steps. */
function changesOf(now: Sequence, then: Sequence, prompts: FormerPrompts) {
  const swapped = changedKinds(now, then)
  const base = removeNodes(now, swapped)
  const [steps, gates] = [byId(base.steps), byId(base.gates)]
  const [wantedSteps, wantedGates] = [byId(then.steps), byId(then.gates)]
  const gone = new Set([
    ...base.steps.filter(({ id }) => !wantedSteps.has(id)).map(({ id }) => id),
    ...base.gates.filter(({ id }) => !wantedGates.has(id)).map(({ id }) => id),
  ])
  const added = then.steps.filter(({ id }) => !steps.has(id))
  const kept = base.steps.filter(({ id }) => wantedSteps.has(id))
  // What will be gone refers only to itself once the others have been edited.
  const rewired: Sequence = {
    ...base,
    steps: base.steps.map((step) => wantedSteps.get(step.id) ?? step),
    gates: base.gates.map((gate) => wantedGates.get(gate.id) ?? gate),
  }
  const actions = [
    ...editHead(now, then),
    ...removals(now, swapped),
    ...added.map((step) => addStep(step, prompts.get(step.id))),
    ...then.gates.filter(({ id }) => !gates.has(id)).map(insertGate),
    ...then.steps.flatMap((step) => editStep(steps.get(step.id) ?? step, step)),
    ...then.gates.flatMap((gate) => rewireGate(gates.get(gate.id) ?? gate, gate)),
    ...removals(rewired, gone),
  ]
  return { actions, order: [...kept, ...added].map(({ id }) => id) }
}

function isOfThePlan({ field, from, to }: FieldChange): boolean {
  const isEmpty = (value: unknown) => value === undefined || isEqual(value, [])
  return !NOT_OF_THE_PLAN.has(field) && !(isEmpty(from) && isEmpty(to))
}

/** What still differs, in sentences. The order of gates means nothing, and no action changes it. */
function leftOver(after: Sequence, then: Sequence): readonly string[] {
  const difference: Difference = semanticDiff(after, then)
  return describeDifference({
    ...difference,
    head: difference.head.filter(isOfThePlan),
    changed: difference.changed.map((node) => ({
      ...node,
      fields: node.fields.filter(isOfThePlan),
    })),
    moved: difference.moved.filter(({ kind }) => kind === 'step'),
  })
}

/**
 * The actions that make a plan say again what it said before. What ran and what people decided since stays: a step
 * that is in both keeps its status, one that comes back has not run, and a gate that comes back is open. Refused
 * when more would be needed than one proposal may have.
 */
export function planRestore(
  now: Sequence,
  then: Sequence,
  prompts: FormerPrompts = new Map(),
): Result<RestorePlan> {
  const { actions, order } = changesOf(now, then, prompts)
  const wanted = then.steps.map(({ id }) => id)
  const tries = [fewestMoves(order, wanted), forwardMoves(order, wanted), []]
  for (const moves of tries) {
    const all = [...actions, ...moves]
    if (all.length > MAX_ACTIONS) continue
    const parsed = parseActions(all)
    if (!parsed.ok) return parsed
    const applied = applyActions(now, parsed.value, TRIAL)
    if (applied.ok) return ok({ actions: all, left: leftOver(applied.value.sequence, then) })
  }
  if (actions.length <= MAX_ACTIONS) return ok({ actions, left: [] })
  return fail(
    'LIMIT_EXCEEDED',
    `${actions.length} changes lie between the two; one proposal may have ${MAX_ACTIONS}.`,
    { hint: 'Let git bring the file back as a whole.' },
  )
}
