import type { RepoPlace } from '../../bridge/local/repo-place.ts'
import { readShownPlan } from '../../bridge/local/shown-plan.ts'
import type { AttemptPlace, AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { requireStep } from '../../shared/actions/edits.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { Step, StepStatus } from '../../shared/schema/step.ts'

/** How a step that was waited for ended. */
export type StepEnd = Pick<Step, 'id'> & { readonly status: StepStatus } & Partial<
    Pick<AttemptRecord, 'exitCode' | 'reason' | 'message'>
  >

/** Where steps stand after their end and why those that failed did, as far as their attempts can be read. */
export function endsOf(steps: readonly Step[], store: AttemptStore | undefined): StepEnd[] {
  const ends = steps.map((step) => ({ id: step.id, status: stepStatus(step) }))
  const newest = ends.some(isFailed) ? store?.newest() : undefined
  return ends.map((end) => {
    const place = isFailed(end) ? newest?.get(end.id) : undefined
    const record = place && store?.read(place)
    if (!record?.ok || !record.value) return end
    const { exitCode, reason, message } = record.value
    return {
      ...end,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    }
  })
}

/** True for a step that failed. */
export function isFailed({ status }: Pick<StepEnd, 'status'>): boolean {
  return status === 'FAILED'
}

/** How a step ended, in a line for people. */
export function endText({ id, status, reason, message = reason }: StepEnd): string {
  return [id, status, message].filter(Boolean).join('  ')
}

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
