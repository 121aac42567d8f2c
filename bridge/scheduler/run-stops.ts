import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunStop, RunStopSchema } from '../../shared/schema/run.ts'
import { errorCode, writeFileDurably } from '../local/durable-file.ts'

/** Asks whoever drives a run to start nothing more: of some groups, or nothing at all. */
const STOP_FILE = 'stop.json'

const NO_STOP: RunStop = { all: false, groups: [] }

/** What of a run is to be stopped, as asked by any process. */
export function readRunStop(runFolder: string): RunStop {
  const path = join(runFolder, STOP_FILE)
  if (!existsSync(path)) return NO_STOP
  try {
    // A wish to stop that can't be read is a wish to stop all the same.
    return (
      RunStopSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? {
        all: true,
        groups: [],
      }
    )
  } catch (cause) {
    if (cause instanceof SyntaxError) return { all: true, groups: [] }
    if (errorCode(cause) === 'ENOENT') return NO_STOP
    throw cause
  }
}

/** Asks that a run starts nothing more, or nothing more of a group. */
export function requestRunStop(runFolder: string, groupId: string | undefined): void {
  const known = readRunStop(runFolder)
  const wish: RunStop =
    groupId === undefined
      ? { ...known, all: true }
      : { ...known, groups: [...new Set([...known.groups, groupId])] }
  writeFileDurably(join(runFolder, STOP_FILE), `${JSON.stringify(wish)}\n`)
}
