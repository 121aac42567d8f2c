import { buildAnchorMachine } from './anchors.ts'
import { ASSIGNMENT_RULE } from './assignment-rules.ts'
import { BLOCK_RULES, type Continued, continueSecret } from './blocks.ts'
import { HEADER_RULES } from './header-rules.ts'
import type { Continuation, ScanMemo, SecretRule, SecretSpan } from './rule.ts'
import { TOKEN_RULES } from './token-rules.ts'

/** What stands in place of a secret. */
export const REDACTED = '[redacted]'

/** Extra rules of a policy: they look at one line at a time. */
export interface ExtraRule {
  spans(line: string): readonly SecretSpan[]
}

const RULES: readonly SecretRule[] = [
  ...BLOCK_RULES,
  ...TOKEN_RULES,
  ...HEADER_RULES,
  ASSIGNMENT_RULE,
]
const WORDS = [...new Set(RULES.flatMap((rule) => rule.anchors.map((word) => word.toLowerCase())))]
const RULES_OF_WORD = WORDS.map((word) =>
  RULES.filter((rule) => rule.anchors.some((anchor) => anchor.toLowerCase() === word)),
)
const MACHINE = buildAnchorMachine(WORDS)

/** Text that is waiting for more is scanned from this length on, line end or not: a line may be endless. */
const WINDOW = 64 * 1024
/** How much text behind a place the rules may need to see. */
const LOOK_AHEAD = 16 * 1024
/** How much text before a place the rules may need to see. */
const LOOK_BEHIND = 256
/** How far back a blank is looked for, so that a window does not end inside of a token. */
const BREAK_SEARCH = 1024

/** Hides secrets in a text that comes in pieces. Holds back at most one line, or about 80 KB of a longer one. */
export class RedactionEngine {
  count = 0
  #buffer = ''
  /** How much of the buffer was handed out already and only serves to look back. */
  #done = 0
  #continuation: Continuation | undefined
  readonly #extra: readonly ExtraRule[]

  constructor(extra: readonly ExtraRule[] = []) {
    this.#extra = extra
  }

  /** Takes a piece and gives what can be shown by now. */
  push(text: string): string {
    this.#buffer += text
    const lines = this.#linesEnd()
    let out = lines > this.#done ? this.#take(lines, 0) : ''
    while (this.#buffer.length - this.#done >= WINDOW + LOOK_AHEAD) {
      out += this.#take(this.#windowEnd(), LOOK_BEHIND)
    }
    return out
  }

  /** Gives the rest. The engine is as new afterwards, but for its count. */
  end(): string {
    const out = this.#take(this.#buffer.length, 0)
    this.#buffer = ''
    this.#done = 0
    this.#continuation = undefined
    return out
  }

  /** Behind the last line; a carriage return at the very end may still be followed by its line feed. */
  #linesEnd(): number {
    const feed = this.#buffer.lastIndexOf('\n') + 1
    const back = this.#buffer.slice(feed, -1).lastIndexOf('\r') + 1
    return feed + back
  }

  #windowEnd(): number {
    const nominal = this.#done + WINDOW
    const blank = this.#buffer.lastIndexOf(' ', nominal)
    return blank > nominal - BREAK_SEARCH ? blank : nominal
  }

  /** Redacts up to `limit` (a secret that begins before it is taken whole) and keeps the rest. */
  #take(limit: number, lookBehind: number): string {
    const text = this.#buffer
    const parts: string[] = []
    let at = this.#done
    while (at < limit) {
      if (this.#continuation) {
        const { end, waits } = this.#continue(this.#continuation, at, limit, parts)
        at = end
        if (waits) break
      } else {
        at = this.#scan(at, limit, parts)
      }
    }
    const from = Math.max(0, at - lookBehind)
    this.#buffer = text.slice(from)
    this.#done = at - from
    return parts.join('')
  }

  #continue(continuation: Continuation, at: number, limit: number, parts: string[]): Continued {
    const continued = continueSecret(continuation, this.#buffer, at, limit)
    const { keepTo, end, goesOn } = continued
    parts.push(this.#buffer.slice(at, keepTo))
    const isOwnPart = continuation.kind === 'wrapped' || continuation.kind === 'lines'
    if (end > keepTo && isOwnPart) parts.push(REDACTED)
    this.#continuation = goesOn
    return continued
  }

  /** Scans for the next secrets; stops early where one of them goes on over more lines. */
  #scan(from: number, limit: number, parts: string[]): number {
    const text = this.#buffer
    let at = from
    const memo: ScanMemo = { nameEnd: from }
    const hide = ({ start, end, goesOn }: SecretSpan) => {
      if (end < at || (end === at && !goesOn)) return
      parts.push(this.#plain(text.slice(at, Math.max(at, start))))
      if (end > start) {
        parts.push(REDACTED)
        this.count += 1
      }
      at = end
      this.#continuation = goesOn
    }
    MACHINE.scan(text, from, limit, (word, place) => {
      const before = at
      for (const rule of RULES_OF_WORD[word] ?? []) {
        const span = this.#continuation ? undefined : rule.find(text, place, memo)
        if (span) hide(span)
      }
      if (this.#continuation) return text.length
      return at > before ? at : -1
    })
    if (this.#continuation) return at
    parts.push(this.#plain(text.slice(at, Math.max(at, limit))))
    return Math.max(at, limit)
  }

  /** Tries the policy's own patterns on text in which the built-in rules found nothing. */
  #plain(text: string): string {
    if (this.#extra.length === 0 || text === '') return text
    return text
      .split(/(?<=\n)/)
      .map((line) => this.#extra.reduce((shown, rule) => this.#apply(rule, shown), line))
      .join('')
  }

  #apply(rule: ExtraRule, line: string): string {
    const parts: string[] = []
    let at = 0
    for (const { start, end } of rule.spans(line)) {
      parts.push(line.slice(at, start), REDACTED)
      at = end
      this.count += 1
    }
    return at === 0 ? line : parts.join('') + line.slice(at)
  }
}
