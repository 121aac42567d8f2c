import type { AttemptCommand, AttemptRecord } from '../../shared/schema/run.ts'
import { adapterOf } from './alias.ts'
import type { AgentUsage } from './reports/report.ts'

/** Ends that cut an agent off from outside: its own session still knows what it had done. */
const CUT_OFF: ReadonlySet<AttemptRecord['reason']> = new Set([
  'stopped',
  'session_lost',
  'orphaned_process',
  'waiting_quota',
])

/**
 * The session that a new attempt goes on in: that of the step's attempt before it, when something cut that one
 * off and the same agent gets the same prompt in the same folder. Undefined when it begins anew. A session has
 * one writer, since a step has one attempt at a time.
 */
export function sessionToResume(
  before: AttemptRecord | undefined,
  now: Pick<AttemptCommand, 'model' | 'cwd' | 'promptSha256'>,
): AttemptCommand['resume'] {
  if (!before?.sessionId || before.sessionId.startsWith('-')) return undefined
  const wasCutOff = CUT_OFF.has(before.reason) || before.errorClass === 'transient'
  const isSame =
    before.model === now.model &&
    before.cwd === now.cwd &&
    before.promptSha256 !== undefined &&
    before.promptSha256 === now.promptSha256
  if (!wasCutOff || !isSame) return undefined
  const { sessionId, sessionUsage } = before
  return { sessionId, ...(sessionUsage === undefined ? {} : { usedBefore: sessionUsage }) }
}

/** What an agent is told when it goes on in its session. */
export function resumeWords(prompt: string): string {
  return `You were cut off while you worked on this task. Look at what is done already, and go on.\n\n${prompt}`
}

/** What this attempt alone used, from what its agent reports. */
export function usageOfAttempt(
  reported: AgentUsage,
  command: Pick<AttemptCommand, 'model' | 'alias' | 'resume'>,
): AgentUsage {
  const before = command.resume?.usedBefore
  if (!before || !adapterOf(command)?.countsWholeSession) return reported
  const less = (key: keyof AgentUsage) => Math.max(0, reported[key] - (before[key] ?? 0))
  return {
    inputTokens: less('inputTokens'),
    cachedTokens: less('cachedTokens'),
    outputTokens: less('outputTokens'),
  }
}
