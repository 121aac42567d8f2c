import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type AttemptRecord, hasEnded } from '../../shared/schema/run.ts'
import { isSameProcess } from '../local/processes.ts'

/** Name of the file in an attempt's folder that asks its runner to stop. */
export const STOP_FILE = 'stop'

/**
 * Asks an attempt's runner to stop it. The file works on every platform; where there are signals one makes it
 * immediate. Only ever signals the process that wrote the record.
 */
export function stopAttempt(folder: string, record: AttemptRecord): Result<undefined> {
  if (hasEnded(record)) {
    return fail(
      'ILLEGAL_TRANSITION',
      `Step "${record.stepId}" has ended already: ${record.status}.`,
    )
  }
  writeFileSync(join(folder, STOP_FILE), '', { mode: 0o600 })
  if (process.platform !== 'win32' && isSameProcess(record.pid, record.pidStartedAt)) {
    process.kill(record.pid, 'SIGTERM')
  }
  return ok(undefined)
}
