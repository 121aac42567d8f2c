import type { Effect } from '../../shared/actions/define.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { type Simulation, simulate } from '../../shared/simulate/simulate.ts'
import type { Door } from '../local/commit-actions.ts'
import type { AttemptStore } from './attempt-store.ts'

/** How long the newest ended attempt of each step took, in milliseconds, where there is one. */
function knownDurations(store: AttemptStore, sequence: Sequence): Result<Map<string, number>> {
  const durations = new Map<string, number>()
  const newest = store.newest()
  for (const step of sequence.steps) {
    const place = newest.get(step.id)
    const record = place ? store.read(place) : ok(undefined)
    if (!record.ok) return record
    const durationMs = record.value?.durationMs
    if (durationMs !== undefined) durations.set(step.id, durationMs)
  }
  return ok(durations)
}

/**
 * What a run would do if each step took as long as its newest attempt, or all the time that it may take where
 * no attempt is known. A step that runs already is taken to have all of that still before it; a gate that is
 * not approved stays so.
 */
export function planRun(
  store: AttemptStore,
  door: Door,
  effect: Pick<Extract<Effect, { effect: 'run' }>, 'scope' | 'targets'>,
  sequence: Sequence,
): Result<Simulation> {
  const now = door.read()
  if (!now.ok) return now
  const known = knownDurations(store, sequence)
  if (!known.ok) return known
  const { policy } = now.value
  const timeoutOf = (step: Step) => step.timeout_ms ?? policy.timeout_default_ms
  return ok(
    simulate(sequence, {
      scope: effect.scope,
      targets: effect.targets,
      limits: policy,
      durationOf: (step) => known.value.get(step.id) ?? timeoutOf(step),
      timeoutOf,
    }),
  )
}

/** The steps that a simulated run starts right away. */
export function startedAtOnce({ starts }: Simulation): string[] {
  return starts.filter(({ startMs }) => startMs === 0).map(({ id }) => id)
}
