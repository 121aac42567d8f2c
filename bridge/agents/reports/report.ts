/** Tokens as the provider counted them. */
export interface AgentUsage {
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly outputTokens: number
}

/** What an agent program said of its own end: `none` when it never came to an end of its own. */
export type AgentOutcome = 'ok' | 'error' | 'none'

/** What an agent's output tells of an attempt. Its texts are data of unknown origin. */
export interface AgentReport {
  readonly outcome: AgentOutcome
  /** The agent's last message. */
  readonly finalText?: string | undefined
  /** The agent's own conversation, by which it can be resumed. */
  readonly sessionId?: string | undefined
  readonly usage?: AgentUsage | undefined
  /** In US dollars; absent where the program does not say it. */
  readonly costUsd?: number | undefined
  /** Why it ended badly, and the provider's HTTP status where it is known. */
  readonly error?: { readonly message: string; readonly status?: number | undefined } | undefined
  /** Tool servers that did not start; `*` for one that the program does not name. */
  readonly failedServers?: readonly string[]
  /** What a person should look at although the attempt may have ended well. */
  readonly attention: readonly string[]
  /** A result that the program itself took out of the answer. */
  readonly structured?: unknown
}

/** Reads one agent's output, a line at a time. */
export interface ReportReader {
  line(text: string): void
  /** Takes a line of standard error, from a program that says something there alone. */
  errorLine?(text: string): void
  report(): AgentReport
}

/** One event of an agent's JSON lines. */
export type AgentEvent = Readonly<Record<string, unknown>>

/** The event on a line, or undefined for what is no JSON object: noise that programs print between events. */
function eventOn(line: string): AgentEvent | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return objectIn(JSON.parse(line))
  } catch {
    return undefined // a line of plain text that begins with a brace
  }
}

/** A value as an object; undefined for anything else. */
export function objectIn(value: unknown): AgentEvent | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as AgentEvent)
    : undefined
}

/** A value as a list; empty for anything else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A value as a text that is not empty. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A value as a number that is not negative; 0 for anything else. */
export function countIn(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0
}

/** The message in an error, which programs write as a text or as an object with one. */
export function messageIn(error: unknown): string | undefined {
  return textIn(error) ?? textIn(objectIn(error)?.['message'])
}

/** Hands the event on a line to what is there for its type; other lines and types say nothing of interest. */
export function handleEvent(
  line: string,
  handlers: Readonly<Record<string, (event: AgentEvent) => void>>,
): void {
  const event = eventOn(line)
  const type = textIn(event?.['type'])
  if (event && type !== undefined && Object.hasOwn(handlers, type)) handlers[type]?.(event)
}
