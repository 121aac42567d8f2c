import { checkChangedGraph } from '../dag/check-change.ts'
import { blockedBecause } from '../dag/explain.ts'
import { normalizeStatuses } from '../dag/normalize.ts'
import { type Failure, fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { gateStatus } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import { checkChangedNodes, isSameGraph } from './changed-nodes.ts'
import { commandLineOf } from './command-line.ts'
import type { ActionContext, ActionDefinition, Effect, PromptChange } from './define.ts'
import { checkStepCount } from './limits.ts'
import { blame, parseActions } from './parse-action.ts'
import { type Action, findAction } from './registry.ts'
import { markSpawned } from './spawned.ts'

/** How deep actions may expand into others: a template's actions may themselves expand. */
const MAX_EXPANSION = 3

/** One action as people see it. */
export interface ActionItem {
  readonly action: Readonly<Record<string, unknown>>
  readonly description: string
  readonly destructive: boolean
  readonly reversible: boolean
  /** The seqctl command line that does the same; empty when there is none. */
  readonly command: string
}

/** What a list of actions makes of a sequence. */
export interface AppliedActions {
  readonly sequence: Sequence
  readonly prompts: readonly PromptChange[]
  readonly effects: readonly Effect[]
  readonly notes: readonly string[]
  readonly items: readonly ActionItem[]
}

/** Everything that has come of the actions so far. */
interface Progress {
  readonly sequence: Sequence
  readonly prompts: PromptChange[]
  readonly effects: Effect[]
  readonly notes: string[]
}

function mayAct(definition: ActionDefinition, context: ActionContext): Result<undefined> {
  if (definition.kind !== 'system' || context.actor === 'system') return ok(undefined)
  return fail('DENIED', `${definition.name} records what the runtime saw; nobody else may do it.`, {
    hint: 'Use run.step, step.stop or step.reset.',
    details: { action: definition.name },
  })
}

function definitionOf(action: Action): Result<ActionDefinition> {
  const definition = findAction(action.action)
  return definition
    ? ok(definition)
    : fail('INTERNAL', `The action ${action.action} is not listed.`)
}

/** Carries out one action, and those that it expands to. */
function carryOut(
  progress: Progress,
  action: Action,
  context: ActionContext,
  depth = 0,
): Result<Progress> {
  const definition = definitionOf(action)
  if (!definition.ok) return definition
  const allowed = mayAct(definition.value, context)
  if (!allowed.ok) return allowed
  const { action: _name, ...parameters } = action
  // All but edits look at statuses, which must be right in the middle of a list too.
  const isEdit = definition.value.kind === 'edit'
  const sequence = isEdit ? progress.sequence : normalizeStatuses(progress.sequence)
  const outcome = definition.value.apply(sequence, parameters, context)
  if (!outcome.ok) return outcome
  const next: Progress = {
    sequence: outcome.value.sequence,
    prompts: [...progress.prompts, ...(outcome.value.prompts ?? [])],
    effects: [...progress.effects, ...(outcome.value.effects ?? [])],
    notes: [...progress.notes, ...(outcome.value.notes ?? [])],
  }
  const expands = outcome.value.expands ?? []
  if (expands.length === 0) return ok(next)
  if (depth >= MAX_EXPANSION) {
    return fail(
      'LIMIT_EXCEEDED',
      `${action.action} expands more than ${MAX_EXPANSION} levels deep.`,
    )
  }
  const further = parseActions(expands)
  if (!further.ok) return further
  return carryOutAll(next, further.value, context, depth + 1)
}

function carryOutAll(
  start: Progress,
  actions: readonly Action[],
  context: ActionContext,
  depth: number,
): Result<Progress> {
  let progress = start
  for (const action of actions) {
    const next = carryOut(progress, action, context, depth)
    if (!next.ok) return next
    progress = next.value
  }
  return ok(progress)
}

/** The sequence with its statuses in order, or why it can't stand as it is. */
function settle(before: Sequence, after: Sequence, context: ActionContext): Result<Sequence> {
  const settled = normalizeStatuses(after)
  if (settled === before) return ok(before)
  const checks = [checkStepCount(before, settled, context), checkChangedNodes(before, settled)]
  for (const check of checks) if (!check.ok) return check
  return isSameGraph(before, settled) ? ok(settled) : checkChangedGraph(before, settled)
}

interface Culprit {
  readonly index: number
  readonly failure: Failure
}

/**
 * Which action made the sequence one that can't stand, found by halving: the first so many actions are
 * refused as a whole, and one fewer are not.
 */
function findCulprit(
  sequence: Sequence,
  actions: readonly Action[],
  context: ActionContext,
  failure: Failure,
): Culprit {
  let good = 0
  let bad = { index: actions.length - 1, failure }
  while (bad.index > good) {
    const middle = (good + bad.index) >> 1
    const start: Progress = { sequence, prompts: [], effects: [], notes: [] }
    const done = carryOutAll(start, actions.slice(0, middle + 1), context, 0)
    const settled = done.ok ? settle(sequence, done.value.sequence, context) : done
    if (settled.ok) good = middle + 1
    else bad = { index: middle, failure: settled.failure }
  }
  return bad
}

/** Sentences on approvals that no longer hold. */
function reopenedGates(before: Sequence, after: Sequence): string[] {
  const approved = new Set(
    before.gates.filter((gate) => gateStatus(gate) === 'APPROVED').map((gate) => gate.id),
  )
  return after.gates
    .filter((gate) => approved.has(gate.id) && gateStatus(gate) === 'PENDING')
    .map((gate) => {
      const { sentence } = blockedBecause(after, gate.id)
      return `Gate ${gate.id} goes back to PENDING: it ${sentence}.`
    })
}

function itemOf(action: Action): ActionItem {
  const definition = findAction(action.action)
  const { action: _name, ...parameters } = action
  return {
    action,
    description: definition?.describe(parameters) ?? action.action,
    destructive: definition?.destructive ?? true,
    reversible: definition?.reversible ?? false,
    command: commandLineOf(action),
  }
}

/**
 * Applies actions in order, all or nothing, to a sequence that is in order; the result is normalised and
 * checked as a whole. The first failing action is named by `details.index` (from 0) and `details.action`. The same input gives the same
 * answer.
 */
export function applyActions(
  sequence: Sequence,
  actions: readonly Action[],
  context: ActionContext,
): Result<AppliedActions> {
  let progress: Progress = { sequence, prompts: [], effects: [], notes: [] }
  for (const [index, action] of actions.entries()) {
    const next = carryOut(progress, action, context)
    if (!next.ok) {
      return { ok: false, failure: blame(next.failure, action.action, index, actions.length) }
    }
    progress = next.value
  }
  const marked = markSpawned(sequence, progress.sequence, actions, context.spawner)
  if (!marked.ok) return marked
  const settled = settle(sequence, marked.value, context)
  if (!settled.ok) {
    const { index, failure } = findCulprit(sequence, actions, context, settled.failure)
    const name = actions[index]?.action ?? 'unnamed'
    return { ok: false, failure: blame(failure, name, index, actions.length) }
  }
  return ok({
    ...progress,
    sequence: settled.value,
    notes: [...progress.notes, ...reopenedGates(sequence, settled.value)],
    items: actions.map(itemOf),
  })
}
