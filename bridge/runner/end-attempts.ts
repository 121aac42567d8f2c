import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hasEnded } from '../../shared/schema/run.ts'
import { errorCode } from '../local/durable-file.ts'
import { isSameProcess, sweepMarked } from '../local/processes.ts'
import { readCommand, readRecord, STOP_FILE } from './attempt-folder.ts'
import { markerOf } from './marker.ts'

const LOOK_EVERY_MS = 25
/** What a runner may need for its record after its agent's grace is over, in milliseconds. */
const RECORD_MS = 8000
/** What it may need more for each other runner that ends at the same time, in milliseconds. */
const RECORD_MORE_MS = 100

/**
 * Asks an attempt's runner to stop it: by a file, which works everywhere, and where there are signals by one,
 * which works at once. Signals only the very process that the record names.
 */
export function requestStop(folder: string): void {
  try {
    writeFileSync(join(folder, STOP_FILE), '', { mode: 0o600 })
  } catch (cause) {
    // Without the file the signal below must do.
    if (process.platform === 'win32' && errorCode(cause) !== 'ENOENT') throw cause
  }
  const record = readRecord(folder)
  if (!record.ok || !record.value || hasEnded(record.value) || process.platform === 'win32') return
  const { pid, pidStartedAt } = record.value
  if (isSameProcess(pid, pidStartedAt)) process.kill(pid, 'SIGTERM')
}

/** True when nothing more will come from the attempt's runner: it recorded the end, or is gone. */
export function isOver(folder: string): boolean {
  const record = readRecord(folder)
  if (!record.ok || !record.value) return true
  return hasEnded(record.value) || !isSameProcess(record.value.pid, record.value.pidStartedAt)
}

async function awaitEnd(folder: string, others: number): Promise<void> {
  const command = readCommand(folder)
  if (!command.ok) return
  const end = performance.now() + command.value.graceMs + RECORD_MS + others * RECORD_MORE_MS
  while (!isOver(folder) && performance.now() < end) await delay(LOOK_EVERY_MS)
  const record = readRecord(folder)
  const hasRecord = record.ok && record.value !== undefined && hasEnded(record.value)
  // A runner that could not end its agent itself leaves that to us.
  if (!hasRecord) await sweepMarked(markerOf(command.value), { graceMs: 0 })
}

/**
 * Waits for attempts that are about to end, and returns when none of their processes is left: what a runner
 * that was killed could not end is swept.
 */
export async function awaitEnds(folders: readonly string[]): Promise<void> {
  await Promise.all(folders.map((folder) => awaitEnd(folder, folders.length)))
}

/** Stops attempts, all at once, and returns when none of their processes is left. */
export async function endAttempts(folders: readonly string[]): Promise<void> {
  for (const folder of folders) requestStop(folder)
  await awaitEnds(folders)
}
