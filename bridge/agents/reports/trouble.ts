import type { ErrorClass } from '../../../shared/schema/run.ts'

/** What is known of the trouble. */
export interface Trouble {
  readonly message: string
  /** The provider's HTTP status. */
  readonly status?: number | undefined
}

const WORDS: readonly (readonly [ErrorClass, RegExp])[] = [
  ['quota', /rate.?limit|quota|usage limit|too many requests|resource.?exhausted|\b429\b/i],
  [
    'authentication',
    /not logged in|log ?in again|invalid (api key|auth)|unauthori[sz]ed|authentication|auth method|missing.{0,20}(api key|credential|environment variable)|\b40[13]\b/i,
  ],
  [
    'configuration',
    /(unknown|unrecogni[sz]ed|unexpected|invalid) (option|argument|flag|value|choice)|error loading config|cannot be used with root|required MCP server|MCP server.{0,60}(did not start|failed)/i,
  ],
  ['transient', /overloaded|unavailable|timed? ?out|connection|network|reconnect|\b5\d\d\b/i],
]

function classOfStatus(status: number): ErrorClass {
  if (status === 429) return 'quota'
  if (status === 401 || status === 403) return 'authentication'
  // The provider does not know the model, or the address is wrong.
  if (status === 404) return 'configuration'
  return status >= 500 || status === 408 ? 'transient' : 'provider'
}

/** The kind of a trouble: by the provider's status where it is known, else by the usual words, else of its own. */
export function troubleClass({ message, status }: Trouble): ErrorClass {
  if (status !== undefined) return classOfStatus(status)
  return WORDS.find(([, words]) => words.test(message))?.[0] ?? 'permanent'
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 }

/** Milliseconds of a span as in "1h 5m", "20 seconds" or "3.5s"; undefined when none is named. */
function spanIn(text: string): number | undefined {
  const span = /(?:in|after)\s+((?:[\d.]+\s*(?:h|m(?!s)|s)[a-z]*[\s,]*(?:and\s+)?)+)/i.exec(
    text,
  )?.[1]
  if (span === undefined) return undefined
  const parts = [...span.matchAll(/([\d.]+)\s*([hms])/gi)]
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[(unit ?? '').toLowerCase()] ?? 0),
    0,
  )
}

/** Farthest time that is believed, in milliseconds: providers' limits last a week at most. */
const FARTHEST_MS = 8 * 24 * 3_600_000

/**
 * When the provider has quota again, as its message names it: a Unix time, an ISO 8601 time, or a span from
 * now. In milliseconds since 1970; undefined when no time is named that lies within the next eight days.
 */
export function quotaReturns(message: string, nowMs: number): number | undefined {
  const unix = /\|(\d{10})\b/.exec(message)?.[1]
  const iso = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/.exec(message)?.[0]
  const span = spanIn(message)
  const times = [
    unix === undefined ? undefined : Number(unix) * 1000,
    iso === undefined ? undefined : Date.parse(iso),
    span === undefined ? undefined : nowMs + span,
  ]
  return times.find((ms) => ms !== undefined && ms > nowMs && ms < nowMs + FARTHEST_MS)
}
