import { ok, type Result } from '../../../../shared/result.ts'
import { computeMetrics, fusionCandidates } from '../../../../shared/runs/metrics.ts'
import type { Metrics } from '../../../../shared/schema/metrics.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { newestAudit, readAttemptText } from './folder-attempts.ts'
import type { FolderFiles } from './folder-files.ts'
import { newestAttempts, newestRuns, readAttempts, runIds } from './folder-runs.ts'

/** Audit entries that are looked at; a page can't read a log of any length. */
const MAX_ENTRIES = 5000

async function readSummaries(
  files: FolderFiles,
  sequence: Sequence,
  records: readonly AttemptRecord[],
): Promise<Record<string, string>> {
  const newest = newestAttempts(records)
  const summaries: Record<string, string> = {}
  for (const id of fusionCandidates(sequence)) {
    const place = newest[id]
    const file = place && (await readAttemptText(files, place, 'summary.md'))
    if (file?.ok && file.value.text) summaries[id] = file.value.text
  }
  return summaries
}

/** The metrics of a folder, from its newest runs and the newest entries of its audit log. */
export async function folderMetrics(
  files: FolderFiles,
  sequence: Sequence,
): Promise<Result<Metrics>> {
  const [all, newest] = [await runIds(files), await newestRuns(files)]
  if (!all.ok) return all
  if (!newest.ok) return newest
  const attempts = await readAttempts(files)
  if (!attempts.ok) return attempts
  const audit = await newestAudit(files, MAX_ENTRIES)
  if (!audit.ok) return audit
  return ok(
    computeMetrics({
      sequence,
      attempts: attempts.value,
      entries: audit.value.entries,
      summaries: await readSummaries(files, sequence, attempts.value),
      timeOf: Date.parse,
      leftOut: {
        runs: all.value.length - newest.value.length,
        entries: audit.value.older !== undefined,
      },
    }),
  )
}
