import { RE2JS } from 're2js'
import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { deny, type Finding } from './finding.ts'

/** A compiled pattern of a policy; the engine's time grows with the text's length alone. */
export interface Pattern {
  readonly source: string
  /** True when the pattern matches anywhere in the text. */
  matches(text: string): boolean
  /** Every place where it matches more than nothing, left to right. */
  spans(text: string): { readonly start: number; readonly end: number }[]
  /** How large the pattern's machine is: the most work that one character can cost. */
  readonly size: number
}

/** Largest machine of a pattern. Counted repeats multiply, so a short pattern can be a huge machine. */
const MAX_SIZE = 1000
/** Most work for one pattern on one command line (size × characters): keeps a decision under 50 ms. */
const MAX_WORK = 1_500_000
const MAX_CACHED = 2000

const cache = new Map<string, Result<Pattern>>()

function compile(source: string): Result<Pattern> {
  const place = `The pattern ${JSON.stringify(source)}`
  const hint = 'Patterns are written as RE2 takes them: no look-around, no back-references.'
  let regex: RE2JS
  try {
    regex = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return fail('INVALID_PATTERN', `${place} can't be used: ${why}.`, { hint })
  }
  const size = regex.programSize()
  if (size > MAX_SIZE) {
    return fail('INVALID_PATTERN', `${place} is too large: its repeats multiply.`, {
      hint: `Use smaller counts; the machine may have ${MAX_SIZE} steps and would have ${size}.`,
    })
  }
  return ok({
    source,
    size,
    matches: (text) => regex.test(text),
    spans: (text) => spansOf(regex, text),
  })
}

function spansOf(regex: RE2JS, text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  const matcher = regex.matcher(text)
  while (matcher.find()) {
    const span = { start: matcher.start(), end: matcher.end() }
    if (span.end > span.start) spans.push(span)
  }
  return spans
}

/** Compiles a pattern, ignoring case. Equal patterns are compiled once. */
export function compilePattern(source: string): Result<Pattern> {
  const known = cache.get(source)
  if (known) return known
  if (cache.size >= MAX_CACHED) cache.clear()
  const compiled = compile(source)
  cache.set(source, compiled)
  return compiled
}

/** A text as patterns see it: compatibility forms and letter case made one, so that look-alikes don't hide. */
export function foldForPatterns(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC')
}

function patternFindings(source: string, texts: readonly string[], work: number): Finding[] {
  const pattern = compilePattern(source)
  const shown = JSON.stringify(source)
  if (!pattern.ok) return [deny('forbidden_patterns', shown, pattern.failure.message)]
  if (pattern.value.size * work > MAX_WORK) {
    const reason = `The command is too long to be tried against the forbidden pattern ${shown}.`
    return [deny('forbidden_patterns', shown, reason)]
  }
  if (!texts.some((text) => pattern.value.matches(text))) return []
  return [deny('forbidden_patterns', shown, `The command matches the forbidden pattern ${shown}.`)]
}

/** Tries forbidden patterns on every argument and on the joined line. A pattern that can't be used denies. */
export function forbiddenPatternFindings(
  argv: readonly string[],
  patterns: readonly string[],
): Finding[] {
  if (patterns.length === 0) return []
  const folded = argv.map(foldForPatterns)
  const line = folded.join(' ')
  const texts = argv.length === 1 ? [line] : [line, ...folded]
  return patterns.flatMap((source) => patternFindings(source, texts, line.length))
}
