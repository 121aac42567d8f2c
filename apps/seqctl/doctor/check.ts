/** One thing that was looked at. */
export interface Check {
  readonly name: string
  /** `missing` is what somebody may not need; `problem` is what stands in the way. */
  readonly status: 'ok' | 'missing' | 'problem'
  readonly detail: string
  /** How to mend it. */
  readonly fix?: string
  /** For agents that are installed: signed in, as far as it can be known without starting one. */
  readonly signedIn?: 'yes' | 'no' | 'unknown'
}

/** A check that found nothing to mend. */
export function good(name: string, detail: string): Check {
  return { name, status: 'ok', detail }
}
