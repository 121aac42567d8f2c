import { type FSWatcher, watch } from 'node:fs'
import type { Result } from '../../shared/result.ts'
import { claimTicket, type Ticket, takesStandby } from './slot.ts'
import type { StopRequests } from './stop-requests.ts'

/** A ticket is looked for this often even when no file event came, since events can be lost. */
const LOOK_EVERY_MS = 1000

/** Resolves at the next file event, at a wish to stop, and after a second. */
function nextNews(watcher: FSWatcher, stop: StopRequests): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      watcher.off('change', finish)
      resolve()
    }
    const timer = setTimeout(finish, LOOK_EVERY_MS)
    watcher.on('change', finish)
    stop.listen(finish)
  })
}

/**
 * Claims the slot's ticket. A runner that was asked to stand by waits until there is one: then the attempt
 * begins without the time that a process takes to start. `warmUp` is called before it waits. Undefined when there
 * is none, or no longer a session.
 */
export async function nextTicket(
  slotFolder: string,
  stop: StopRequests,
  warmUp: () => void = () => undefined,
): Promise<Result<Ticket | undefined>> {
  const isAsked = takesStandby(slotFolder)
  const first = claimTicket(slotFolder)
  if (!isAsked || !first.ok || first.value) return first
  const session = process.ppid
  const watcher = watch(slotFolder)
  // A folder that is removed ends the watch; the timer goes on.
  watcher.on('error', () => watcher.close())
  try {
    warmUp()
    for (;;) {
      const news = nextNews(watcher, stop)
      const ticket = claimTicket(slotFolder)
      const isOver = stop.reason !== undefined || process.ppid !== session
      if (!ticket.ok || ticket.value || isOver) return ticket
      await news
    }
  } finally {
    watcher.close()
  }
}
