import { formatEntry, sealEntry } from '../../../../shared/audit/entry.ts'
import type { AuditDraft, AuditEntry } from '../../../../shared/schema/audit-entry.ts'
import { DEMO_RUN, demoAttempts } from './demo-attempts.ts'
import { demoPastRuns } from './demo-past.ts'

function draft(action: string, target: string, timestamp: string, more: Partial<AuditDraft> = {}) {
  return {
    timestamp,
    actor: 'user',
    action,
    target,
    payload: {},
    policy_mode: 'SAFE',
    result: 'success',
    ...more,
  } satisfies AuditDraft
}

/** How the earlier runs began: spikes were added to the plan, and all of it was run. */
function pastDrafts(): readonly AuditDraft[] {
  return demoPastRuns().flatMap(({ run, attempts }) => [
    draft('step.add', 'spike', run.startTime, {
      payload: { fanout: new Set(attempts.map(({ stepId }) => stepId)).size },
    }),
    draft('run.all', '', run.startTime, { payload: { runId: run.runId } }),
  ])
}

function drafts(): readonly AuditDraft[] {
  const ends = Object.values(demoAttempts()).map(({ stepId, endTime, status, attempt }) =>
    draft('attempt.end', stepId, endTime ?? DEMO_RUN.startTime, {
      actor: 'system',
      payload: { attempt, status },
    }),
  )
  return [
    ...pastDrafts(),
    draft('apply', '11 actions', '2026-02-07T08:55:00.000Z', {
      payload: {
        actions: Array.from({ length: 11 }, () => ({ action: 'step.add' })),
      },
    }),
    draft('run.all', '', DEMO_RUN.startTime, { payload: { runId: DEMO_RUN.runId } }),
    ...ends,
    draft('step.rm', 'tests', '2026-02-07T09:14:00.000Z', {
      actor: 'orchestrator',
      result: 'denied',
      error: 'Only a person may remove a step that others depend on.',
    }),
  ].toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
}

/** The audit log of the demo, sealed as a real one. */
export function demoAudit(): readonly AuditEntry[] {
  const entries: AuditEntry[] = []
  for (const one of drafts()) entries.push(sealEntry(one, entries.at(-1)))
  return entries
}

/** The same as its file would have it. */
export function demoAuditText(): string {
  return demoAudit().map(formatEntry).join('')
}
