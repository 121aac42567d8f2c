import { existsSync } from 'node:fs'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Listeners } from './runtime-events.ts'

/** How often a condition that is waited for is looked at when no event comes, in milliseconds. */
const LOOK_EVERY_MS = 1000

/**
 * Resolves when something has come true; looked at with every event and once a second. A failure when the
 * workspace is removed: then nothing will ever happen in it.
 */
export function until(
  isTrue: () => boolean,
  listeners: Listeners,
  workspaceFolder: string,
): Promise<Result<undefined>> {
  return new Promise((resolve) => {
    const finish = (result: Result<undefined>) => {
      clearInterval(timer)
      remove()
      resolve(result)
    }
    const look = () => {
      if (isTrue()) finish(ok(undefined))
      else if (!existsSync(workspaceFolder)) {
        finish(fail('NOT_A_WORKSPACE', `The folder ${workspaceFolder} was removed.`))
      }
    }
    // This timer also keeps the process alive while it waits.
    const timer = setInterval(look, LOOK_EVERY_MS)
    const remove = listeners.add(look)
    look()
  })
}
