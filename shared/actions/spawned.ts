import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Action } from './registry.ts'

/** The ids that renamed nodes had at the beginning, by the ids that they have at the end. */
function formerIds(actions: readonly Action[]): Map<string, string> {
  const former = new Map<string, string>()
  for (const action of actions) {
    if (action.action !== 'step.edit' || action.newId === undefined) continue
    former.set(action.newId, former.get(action.id) ?? action.id)
  }
  return former
}

/** Refuses what an agent can't say of itself: whose child a step is. */
function checkParents(actions: readonly Action[]): Result<undefined> {
  const moved = actions.find(
    (action) => action.action === 'step.edit' && action.parent !== undefined,
  )
  if (!moved) return ok(undefined)
  return fail('DENIED', 'A step can not change by whom a step was spawned.', {
    details: { action: moved.action },
  })
}

/**
 * Marks every step that the actions added as spawned by the step that asked for them, whatever the actions say:
 * the policy's caps on fanout and depth count by that mark.
 */
export function markSpawned(
  before: Sequence,
  after: Sequence,
  actions: readonly Action[],
  spawner: string | undefined,
): Result<Sequence> {
  if (spawner === undefined || !before.steps.some(({ id }) => id === spawner)) return ok(after)
  const checked = checkParents(actions)
  if (!checked.ok) return checked
  const known = new Set(before.steps.map(({ id }) => id))
  const former = formerIds(actions)
  // The one who asks may have given itself another name in the same breath.
  const parent = [...former].find(([, was]) => was === spawner)?.[0] ?? spawner
  const isNew = (id: string) => !known.has(former.get(id) ?? id)
  if (!after.steps.some(({ id }) => id === parent)) return ok(after)
  if (!after.steps.some((step) => isNew(step.id) && step.parent !== parent)) return ok(after)
  const steps = after.steps.map((step) => (isNew(step.id) ? { ...step, parent } : step))
  return ok({ ...after, steps })
}
