import { nearest } from '../../actions/nearest.ts'
import type { Failure } from '../../failure.ts'
import type { Form, Part } from './form.ts'
import { FORMS } from './forms.ts'
import { type Miss, wordsOf } from './match.ts'
import { isWord, placeOf, type Sentence, type Token } from './tokens.ts'

/** A form that a sentence did not fit, and where it left it. */
export interface NearMiss {
  readonly form: Form
  readonly miss: Miss
}

/** What sentences begin with: words of which any will do. */
const BEGINNINGS = FORMS.flatMap(({ parts: [first] }) =>
  typeof first === 'string' ? [wordsOf(first)] : [],
)
const VERBS: ReadonlySet<string> = new Set(BEGINNINGS.flatMap(({ words }) => [...words]))
const FIRST_WORDS: ReadonlySet<string> = new Set(BEGINNINGS.map(({ first }) => first))

/** The forms that a sentence followed furthest. */
function furthest(misses: readonly NearMiss[]): readonly NearMiss[] {
  const most = Math.max(...misses.map(({ miss }) => miss.at))
  return misses.filter(({ miss }) => miss.at === most)
}

function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

/** As in "after, before or the end". */
function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

/** The word of the language that was most likely meant; of two letters anything could be meant. */
function meant(token: Token | undefined, misses: readonly NearMiss[]): string | undefined {
  if (!token || token.isQuoted || token.text.length < 3) return undefined
  return nearest(
    token.text.toLowerCase(),
    misses.flatMap(({ miss }) => miss.words ?? []),
  )
}

/** What may help with a word in a place where it does not fit. */
function adviceFor(token: Token | undefined, at: number, misses: readonly NearMiss[]): string[] {
  const said = token && !token.isQuoted ? token.text.toLowerCase() : ''
  if (at === 0 && said === 'seqctl') return ['Commands of seqctl are for a terminal.']
  if (at === 0) return [`Sentences begin with ${oneOf([...FIRST_WORDS])}.`]
  if (VERBS.has(said)) return ['Separate sentences with a new line, ; or then.']
  return misses.flatMap(({ miss }) => miss.advice ?? []).slice(0, 1)
}

/** The form that a sentence follows but for a name that nobody knows. */
function unknownName(
  { tokens }: Sentence,
  at: number,
  misses: readonly NearMiss[],
): NearMiss | undefined {
  const named = misses.filter(({ miss }) => miss.why)
  if (at > 0) return named[0]
  // At the beginning anything could be a name: only what comes next tells that it was meant as one.
  const follows = (part: Part) => typeof part === 'string' && isWord(tokens[1], wordsOf(part).words)
  return named.find(({ form }) => form.parts.some(follows))
}

/** What most likely was meant where a sentence left all forms. */
interface Diagnosis {
  readonly near?: string | undefined
  readonly why?: Failure | undefined
  readonly example: string
}

function diagnose(sentence: Sentence, at: number, best: readonly NearMiss[]): Diagnosis {
  const unknown = unknownName(sentence, at, best)
  const near = at === 0 && unknown ? undefined : meant(sentence.tokens[at], best)
  const ofWord = best.find(({ miss }) => near !== undefined && miss.words?.includes(near))
  const example = (ofWord ?? unknown ?? best[0])?.form.examples[0].text ?? ''
  return near === undefined ? { why: unknown?.miss.why?.(), example } : { near, example }
}

function hintOf({ near, why, example }: Diagnosis, advice: readonly string[]): string {
  const first = near === undefined ? why?.hint : `Did you mean ${near}?`
  return [first, ...advice, `As in: ${example}`].filter(Boolean).join(' ')
}

/** Why a sentence is not understood: the part, what was expected there, and an example of what was likely meant. */
export function misunderstood(
  source: string,
  sentence: Sentence,
  misses: readonly NearMiss[],
): Failure {
  const best = furthest(misses)
  const at = best[0]?.miss.at ?? 0
  const token = sentence.tokens[at]
  const diagnosis = diagnose(sentence, at, best)
  const { near, why, example } = diagnosis
  const isClear = near !== undefined || (at === 0 && why !== undefined)
  const expected = [...new Set(best.flatMap(({ miss }) => miss.expected))]
  const what = at === 0 ? 'a sentence of the command language' : oneOf(expected)
  const place = token ? `is not understood at "${shown(token.text)}"` : 'ends too early'
  const said = { sentence: shown(sentence.text), part: token?.text ?? '' }
  return {
    code: why?.code ?? 'INVALID_PARAMETERS',
    message: why?.message ?? `"${said.sentence}" ${place}: ${what} was expected.`,
    at: placeOf(source, token?.start ?? sentence.tokens.at(-1)?.end ?? 0),
    hint: hintOf(diagnosis, isClear ? [] : adviceFor(token, at, best)),
    details: { ...why?.details, ...said, expected, example },
  }
}

/** What was understood and can't be an action all the same, with the place of its sentence. */
export function invalid(
  failure: Failure,
  source: string,
  { text, tokens }: Sentence,
  form: Form,
): Failure {
  const example = form.examples[0].text
  return {
    ...failure,
    at: { ...failure.at, ...placeOf(source, tokens[0]?.start ?? 0) },
    hint: [failure.hint, `As in: ${example}`].filter(Boolean).join(' '),
    details: { ...failure.details, sentence: shown(text), example },
  }
}
