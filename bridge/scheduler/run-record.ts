import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type RunRecord, RunRecordSchema } from '../../shared/schema/run.ts'

/** A run's run.json. */
export function readRunRecord(runsFolder: string, runId: string): Result<RunRecord> {
  const path = join(runsFolder, runId, 'run.json')
  if (!existsSync(path)) return fail('RUN_NOT_FOUND', `There is no run ${runId}.`)
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return fail('INVALID_STATE', `${path} is damaged: ${String(cause)}`, { at: { file: path } })
  }
  const record = RunRecordSchema.safeParse(value)
  return record.success
    ? ok(record.data)
    : fail('INVALID_STATE', `${path} is damaged: ${record.error.message}`, { at: { file: path } })
}
