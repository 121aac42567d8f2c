import type { AttemptReason } from '../../shared/schema/run.ts'
import type { AgentOutcome } from '../agents/reports/report.ts'
import type { AgentEnd } from './agent/supervise.ts'
import type { AgentTrouble } from './agent-words.ts'

/** What decides how an attempt ended. */
export interface EndFacts {
  readonly end: AgentEnd
  readonly timeoutMs: number
  /** The sentence of what kept the attempt from being recorded, if anything did. */
  readonly trouble: string | undefined
  /** The sentence of what was used up, when the attempt was ended for its budget. */
  readonly overBudget?: string | undefined
  /** The last lines of standard error, else of standard output. */
  readonly lastWords: string
  /** How the agent itself says that it ended; undefined where only the exit code tells. */
  readonly outcome?: AgentOutcome | undefined
  /** What went wrong for the agent, if something did. */
  readonly agentTrouble?: AgentTrouble | undefined
  /** Why the structured result that the step asks for is missing; undefined when it is there or not asked for. */
  readonly wrongResult?: string | undefined
  readonly missingArtifacts: readonly string[]
  readonly review: boolean
}

/** How an attempt ended. */
export interface Ending {
  readonly status: 'DONE' | 'NEEDS_REVIEW' | 'FAILED'
  readonly reason?: AttemptReason
  readonly message?: string
  readonly errorClass?: AgentTrouble['errorClass']
  readonly retryAt?: string
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
    budget: facts.overBudget ?? 'The budget is used up.',
    session_lost: 'The mprocs session ended while the attempt ran.',
    io_error: facts.trouble ?? 'The attempt could not be recorded.',
  } as const
  return failed(early, sentences[early])
}

function withLastWords(what: string, lastWords: string): string {
  return lastWords === '' ? what : `${what}: ${lastWords}`
}

/** The ending of an agent that failed: a used-up quota is no failure of the step, which waits for it. */
function troubled(reason: AttemptReason, what: string, trouble: AgentTrouble | undefined): Ending {
  if (!trouble) return failed(reason, what)
  const { errorClass, retryAt } = trouble
  const why = errorClass === 'quota' ? 'waiting_quota' : reason
  return {
    ...failed(why, withLastWords(what, trouble.message)),
    errorClass,
    ...(retryAt !== undefined && errorClass === 'quota' ? { retryAt } : {}),
  }
}

/** Exit code 0 is no success by itself: programs end with it after refusals, signals and API errors. */
function wordEnding({ outcome, agentTrouble }: EndFacts): Ending | undefined {
  if (outcome === 'error') return troubled('agent_error', 'the agent failed', agentTrouble)
  return outcome === 'none'
    ? troubled('no_result', 'the agent ended without a result', agentTrouble)
    : undefined
}

function ownEnding(facts: EndFacts): Ending {
  const { exit } = facts.end
  if (exit.signal !== null) {
    return failed('signal', withLastWords(`ended by ${exit.signal}`, facts.lastWords))
  }
  if (exit.code !== 0) {
    const what = `exit ${exit.code}`
    return facts.agentTrouble
      ? troubled('exit_code', what, facts.agentTrouble)
      : failed('exit_code', withLastWords(what, facts.lastWords))
  }
  const said = wordEnding(facts)
  if (said) return said
  if (facts.trouble !== undefined) return failed('io_error', facts.trouble)
  if (facts.wrongResult !== undefined) return failed('result_invalid', facts.wrongResult)
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
