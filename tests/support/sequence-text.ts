import { type Failure, formatPlace } from '../../shared/failure.ts'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'

/** How a sequence's text begins; steps follow. */
export const HEAD = 'version: "1.0"\nname: demo\nsteps:\n'
/** One valid step `a`, as it stands below HEAD. */
export const STEP = '  - id: a\n    name: A\n    type: base\n    model: codex\n'

/** Why a text is refused; an error when it is not. */
export function failureOf(source: string | Uint8Array): Failure {
  const read = parseSequence(source)
  if (read.ok) throw new Error('the text was accepted')
  return read.failure
}

/** What a person gets to read: place, sentence, hint. */
export function told(source: string): string[] {
  const { code, at, message, hint } = failureOf(source)
  return [
    code,
    formatPlace({ ...at, file: undefined }),
    message,
    ...(hint === undefined ? [] : [hint]),
  ]
}
