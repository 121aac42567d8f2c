import type { AttemptReason } from '../../shared/schema/run.ts'
import type { AgentEnd } from './agent/supervise.ts'

/** What decides how an attempt ended. */
export interface EndFacts {
  readonly end: AgentEnd
  readonly timeoutMs: number
  /** The sentence of what kept the attempt from being recorded, if anything did. */
  readonly trouble: string | undefined
  /** The last lines of standard error, else of standard output. */
  readonly lastWords: string
  readonly missingArtifacts: readonly string[]
  readonly review: boolean
}

/** How an attempt ended. */
export interface Ending {
  readonly status: 'DONE' | 'NEEDS_REVIEW' | 'FAILED'
  readonly reason?: AttemptReason
  readonly message?: string
}

function failed(reason: AttemptReason, message: string): Ending {
  return { status: 'FAILED', reason, message }
}

function earlyEnding(facts: EndFacts): Ending | undefined {
  const early = facts.end.early
  if (early === undefined) return undefined
  const sentences = {
    stopped: 'The attempt was stopped.',
    timeout: `The attempt took longer than ${facts.timeoutMs} ms and was ended.`,
    session_lost: 'The mprocs session ended while the attempt ran.',
    io_error: facts.trouble ?? 'The attempt could not be recorded.',
  } as const
  return failed(early, sentences[early])
}

function withLastWords(what: string, lastWords: string): string {
  return lastWords === '' ? what : `${what}: ${lastWords}`
}

function ownEnding(facts: EndFacts): Ending {
  const { exit } = facts.end
  if (exit.signal !== null) {
    return failed('signal', withLastWords(`ended by ${exit.signal}`, facts.lastWords))
  }
  if (exit.code !== 0) {
    return failed('exit_code', withLastWords(`exit ${exit.code}`, facts.lastWords))
  }
  if (facts.trouble !== undefined) return failed('io_error', facts.trouble)
  if (facts.missingArtifacts.length > 0) {
    const list = facts.missingArtifacts.join(', ')
    return failed('artifact_missing', `The attempt did not leave what it must: ${list}.`)
  }
  return { status: facts.review ? 'NEEDS_REVIEW' : 'DONE' }
}

/** How an attempt ended, with one sentence on why when it failed. */
export function decideEnding(facts: EndFacts): Ending {
  const ending = earlyEnding(facts) ?? ownEnding(facts)
  const { survivors } = facts.end
  if (survivors.length === 0) return ending
  const pids = survivors.map(({ pid }) => pid).join(', ')
  const message = `${ending.message ?? 'The attempt ended'} (processes that could not be ended: ${pids})`
  return { ...failed(ending.reason ?? 'orphaned_process', message) }
}
