import { setTimeout as delay } from 'node:timers/promises'
import { type ProcessIdentity, sweepMarked } from '../../local/processes.ts'
import type { StopReason, StopRequests } from '../stop-requests.ts'
import type { AgentExit, AgentProcess } from './agent-process.ts'

/** How long output may still come after the agent's own end, in milliseconds. */
const CLOSE_PATIENCE_MS = 3000
/** How long processes that outlived their agent may take to end themselves, in milliseconds. */
const REST_GRACE_MS = 2000

/** Why the runner ended an agent that had not ended by itself. */
export type EarlyReason = StopReason | 'timeout' | 'io_error'

/** The rules that an agent runs under. */
export interface SuperviseParts {
  readonly agent: AgentProcess
  readonly marker: string
  readonly timeoutMs: number
  readonly graceMs: number
  readonly stop: StopRequests
  /** Resolves when the attempt can't be recorded any more. */
  readonly trouble: Promise<void>
}

/** How an agent's run came to its end. */
export interface AgentEnd {
  readonly exit: AgentExit
  readonly early: EarlyReason | undefined
  /** Processes that nobody could end. */
  readonly survivors: readonly ProcessIdentity[]
}

/** Ends the whole tree: asks all of it, waits for the grace, then kills until nothing is left. */
async function endTree(parts: SuperviseParts): Promise<readonly ProcessIdentity[]> {
  const { agent, marker, graceMs } = parts
  const report = await sweepMarked(marker, { graceMs, leader: agent.identity })
  return report.survivors
}

async function earlyReason(parts: SuperviseParts, over: AbortSignal): Promise<EarlyReason> {
  const stopped = new Promise<EarlyReason>((resolve) => {
    parts.stop.listen(resolve)
  })
  const timeout = delay(parts.timeoutMs, 'timeout' as const, { signal: over }).catch(
    // The agent ended in time, so this promise has no reader any more.
    () => 'timeout' as const,
  )
  const trouble = parts.trouble.then(() => 'io_error' as const)
  return Promise.race([stopped, timeout, trouble])
}

/**
 * Waits for an agent's end, or brings it about: on timeout, on a wish to stop, or when its output can't be kept.
 * When it returns no process of the agent's tree is left, apart from the survivors it names.
 */
export async function superviseAgent(parts: SuperviseParts): Promise<AgentEnd> {
  const { agent } = parts
  const over = new AbortController()
  const first = await Promise.race([
    agent.exited.then(() => undefined),
    earlyReason(parts, over.signal),
  ])
  over.abort()
  const ended = first === undefined ? undefined : await endTree(parts)
  if (ended && ended.length > 0) {
    agent.release()
    return { exit: { code: null, signal: null }, early: first, survivors: ended }
  }
  const exit = await agent.exited
  const patience = new AbortController()
  await Promise.race([
    agent.closed,
    delay(CLOSE_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
  agent.release()
  // A tree that was ended from here is known to be empty.
  if (first !== undefined) return { exit, early: first, survivors: [] }
  const graceMs = Math.min(parts.graceMs, REST_GRACE_MS)
  const rest = await sweepMarked(parts.marker, { graceMs, leader: agent.identity })
  return { exit, early: first, survivors: rest.survivors }
}
