import type { RepoPlace } from '../../bridge/local/repo-place.ts'
import { readShownPlan } from '../../bridge/local/shown-plan.ts'
import type { AttemptPlace, AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { requireStep } from '../../shared/actions/edits.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** A step's newest attempt, or the one of a run. */
export async function findAttempt(
  repo: RepoPlace,
  store: AttemptStore,
  id: string,
  runId: string | undefined,
): Promise<Result<AttemptPlace>> {
  const history = store.history(id)
  const place = history.find((one) => runId === undefined || one.runId === runId)
  if (place) return ok(place)
  const plan = await readShownPlan(repo)
  if (!plan.ok) return plan
  const step = requireStep(plan.value.sequence, id)
  if (!step.ok && history.length === 0) return step
  const where = runId === undefined ? 'has not run yet' : `has no attempt in run ${runId}`
  return fail('RUN_NOT_FOUND', `Step "${id}" ${where}.`, {
    details: { id, ...(runId === undefined ? {} : { runId }) },
    hint: history.length === 0 ? `Run it: seqctl run step ${id}` : 'See: seqctl runs list',
  })
}
