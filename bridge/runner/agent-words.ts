import { ok, type Result } from '../../shared/result.ts'
import type { AttemptCommand } from '../../shared/schema/run.ts'
import { adapterOf } from '../agents/alias.ts'
import type { AgentReport, ReportReader } from '../agents/reports/report.ts'
import { structuredResult } from '../agents/reports/structured.ts'
import { quotaReturns, type Trouble, troubleClass } from '../agents/reports/trouble.ts'
import { usageOfAttempt } from '../agents/session.ts'
import type { StatusPatch } from './attempt-status.ts'

/** Longest message and remark that a record keeps, in UTF-16 units. */
const MAX_WORDS = 1000
const MAX_REMARKS = 100

/** What a record says of the agent itself. */
type AgentFacts = Pick<
  StatusPatch,
  'sessionId' | 'usage' | 'sessionUsage' | 'costUsd' | 'attention'
>

type Budget = NonNullable<AttemptCommand['budget']>

/** What the agent of one attempt says of itself on its standard output. */
export class AgentWords {
  readonly #command: AttemptCommand
  readonly #reader: ReportReader | undefined

  constructor(command: AttemptCommand) {
    this.#command = command
    this.#reader = adapterOf(command)?.readOutput?.()
  }

  /** Takes a line of the agent's output; undefined for programs whose output says nothing about their end. */
  get onLine(): ((line: string) => void) | undefined {
    const reader = this.#reader
    return reader && ((line) => reader.line(line))
  }

  /** Takes a line of its standard error. */
  get onErrorLine(): ((line: string) => void) | undefined {
    const reader = this.#reader
    return reader?.errorLine && ((line) => reader.errorLine?.(line))
  }

  /** What is known so far; undefined where only the exit code tells how the program ended. */
  get report(): AgentReport | undefined {
    const report = this.#reader?.report()
    const needed = this.#command.mcp?.name
    const failed = report?.failedServers ?? []
    if (!report || needed === undefined || !failed.some((name) => name === needed || name === '*'))
      return report
    // It may have ended well by its own account: it only had no way to do what it was asked.
    const message = `the MCP server ${needed} did not start`
    return { ...report, outcome: 'error', error: { message } }
  }

  /** The sentence that says which part of its budget the attempt has used up; undefined while none is. */
  overBudget(elapsedMs: number): string | undefined {
    const budget = this.#command.budget
    const { usage, costUsd } = this.facts()
    return budget && overBudget(budget, { usage, costUsd }, elapsedMs)
  }

  /** The structured result, where the step asks for one. */
  result(): Result<unknown> {
    const { outputs } = this.#command
    return outputs && this.report ? structuredResult(this.report, outputs) : ok(undefined)
  }

  /** What the record of the attempt says of its agent. */
  facts(): AgentFacts {
    const { sessionId, usage, costUsd, attention = [] } = this.report ?? {}
    const remarks = attention.slice(0, MAX_REMARKS).map((remark) => remark.slice(0, MAX_WORDS))
    return {
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(usage === undefined
        ? {}
        : { usage: usageOfAttempt(usage, this.#command), sessionUsage: usage }),
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(remarks.length === 0 ? {} : { attention: remarks }),
    }
  }

  /**
   * What went wrong on the provider's side, with what can be done about it. `exitCode` and `lastWords` speak for
   * a program that ended without a report.
   */
  trouble(exitCode: number | null, lastWords: string, nowMs: number): AgentTrouble {
    const adapter = adapterOf(this.#command)
    const status = exitCode === null ? undefined : adapter?.statusOfExit?.(exitCode)
    const known = exitCode === null ? undefined : adapter?.classOfExit?.[exitCode]
    const reported: Trouble = this.report?.error ?? { message: lastWords }
    const trouble = reported.status === undefined ? { ...reported, status } : reported
    const retryAtMs = quotaReturns(trouble.message, nowMs)
    return {
      message: trouble.message.slice(0, MAX_WORDS),
      errorClass: known ?? troubleClass(trouble),
      ...(retryAtMs === undefined ? {} : { retryAt: new Date(retryAtMs).toISOString() }),
    }
  }
}

/** Why an agent failed, and whether another try can help. */
export interface AgentTrouble {
  readonly message: string
  readonly errorClass: NonNullable<StatusPatch['errorClass']>
  /** ISO 8601: when the provider has quota again, if it said so. */
  readonly retryAt?: string
}

/** The sentence for the first limit of a budget that is used up. Tokens are those of input and output together. */
function overBudget(
  budget: Budget,
  used: Pick<AgentFacts, 'usage' | 'costUsd'>,
  elapsedMs: number,
): string | undefined {
  const { tokens, cost_usd, minutes } = budget
  const spent = (used.usage?.inputTokens ?? 0) + (used.usage?.outputTokens ?? 0)
  const cost = used.costUsd ?? 0
  if (minutes !== undefined && elapsedMs > minutes * 60_000) {
    return `The budget of ${minutes} minutes is used up.`
  }
  if (tokens !== undefined && spent > tokens) {
    return `The budget of ${tokens} tokens is used up: ${spent} were used.`
  }
  return cost_usd !== undefined && cost > cost_usd
    ? `The budget of $${cost_usd} is used up: $${cost.toFixed(4)} were spent.`
    : undefined
}
