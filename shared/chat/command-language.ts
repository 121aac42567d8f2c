import { parseActions } from '../actions/parse-action.ts'
import { findAction } from '../actions/registry.ts'
import { type Failure, fail } from '../failure.ts'
import { orchestratorMayAsk } from '../policy/evaluate.ts'
import type { RawAction } from '../protocol/methods.ts'
import { ok, type Result } from '../result.ts'
import type { Policy } from '../schema/policy.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { TemplateHead } from '../templates/template.ts'
import type { CommandExample } from './commands/form.ts'
import { FORMS } from './commands/forms.ts'
import { Known } from './commands/known.ts'
import { matchForm } from './commands/match.ts'
import { invalid, misunderstood, type NearMiss } from './commands/misunderstood.ts'
import { readSentences, type Sentence } from './commands/tokens.ts'

/** Sentences of the command language with what they do. */
export const COMMAND_EXAMPLES: readonly CommandExample[] = FORMS.flatMap(({ examples }) => examples)

/** Those of them that the policy lets the chat propose. */
export function commandExamples(policy: Policy): readonly CommandExample[] {
  return FORMS.filter(({ action }) => {
    const definition = action === undefined ? undefined : findAction(action)
    return definition === undefined || orchestratorMayAsk(definition, policy)
  }).flatMap(({ examples }) => examples)
}

/** Most characters that are read at once, and most actions that may come of them. */
const MAX_CHARACTERS = 100_000
const MAX_ACTIONS = 1000

/** The actions of one sentence. */
function readSentence(
  source: string,
  sentence: Sentence,
  known: Known,
): Result<readonly RawAction[]> {
  const misses: NearMiss[] = []
  for (const form of FORMS) {
    const matched = matchForm(form, source, sentence.tokens, known)
    if ('filled' in matched) {
      const built = form.build(matched.filled, known)
      const checked = built.ok ? parseActions(built.value) : built
      if (checked.ok) return built
      return { ok: false, failure: invalid(checked.failure, source, sentence, form) }
    }
    misses.push({ form, miss: matched.miss })
  }
  return { ok: false, failure: misunderstood(source, sentence, misses) }
}

/** Says which of several sentences a failure is about. */
function ofSentence(failure: Failure, number: number, count: number): Failure {
  if (count === 1) return failure
  return { ...failure, message: `Sentence ${number} of ${count}: ${failure.message}` }
}

/**
 * Reads sentences of the command language, parted by line feeds, `;` or the word then, as actions: for people who
 * have no model at hand. Words count in any case; names are ids, or in quotes what people call a step. Nothing is
 * guessed: the first sentence that is not understood is refused with the part, what was expected there, and an
 * example. Whether the actions can be done is not decided here.
 */
export function parseCommands(
  text: string,
  sequence: Sequence,
  templates: readonly TemplateHead[] = [],
): Result<readonly RawAction[]> {
  if (text.length > MAX_CHARACTERS) {
    return fail('LIMIT_EXCEEDED', `${text.length} characters are too many to be read at once.`, {
      hint: `Say it in parts of at most ${MAX_CHARACTERS} characters.`,
    })
  }
  const sentences = readSentences(text)
  if (!sentences.ok) return sentences
  if (sentences.value.length === 0) {
    return fail('INVALID_PARAMETERS', 'Nothing was said.', {
      hint: `As in: ${COMMAND_EXAMPLES[0]?.text}`,
    })
  }
  const known = new Known(sequence, templates)
  const actions: RawAction[] = []
  for (const [index, sentence] of sentences.value.entries()) {
    const read = readSentence(text, sentence, known)
    if (!read.ok) {
      const failure = ofSentence(read.failure, index + 1, sentences.value.length)
      return { ok: false, failure }
    }
    actions.push(...read.value)
    if (actions.length > MAX_ACTIONS) {
      return fail('LIMIT_EXCEEDED', `These sentences are more than ${MAX_ACTIONS} actions.`, {
        hint: 'Say them in parts.',
      })
    }
    known.follow(read.value)
  }
  return ok(actions)
}
