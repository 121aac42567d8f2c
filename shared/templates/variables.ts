import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { suggestion } from './suggestion.ts'
import type { TemplateValue, TemplateValues } from './template.ts'

/** What a variable may be called; a parameter has the same rule. */
export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** A piece of a text: words as they stand, or a variable by its name. */
type Piece = { readonly text: string } | { readonly variable: string; readonly offset: number }

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Reads `{{name}}`, with or without blanks inside the braces; anything else behind `{{` is refused. */
function piecesOf(text: string): Result<Piece[]> {
  const pieces: Piece[] = []
  let from = 0
  for (;;) {
    const start = text.indexOf('{{', from)
    if (start === -1) return ok([...pieces, { text: text.slice(from) }])
    const end = text.indexOf('}}', start + 2)
    const at = placeOf(text, start)
    if (end === -1) {
      return fail('INVALID_PARAMETERS', 'A {{ has no }} after it.', {
        at,
        hint: 'A variable is written {{name}}.',
      })
    }
    const variable = text.slice(start + 2, end).trim()
    if (!VARIABLE_NAME.test(variable)) {
      const shown = JSON.stringify(variable.slice(0, 80))
      return fail('INVALID_PARAMETERS', `${shown} between {{ and }} is no variable's name.`, {
        at,
        hint: 'Between the braces stands one name of letters, digits and underscores, and nothing else.',
      })
    }
    pieces.push({ text: text.slice(from, start) }, { variable, offset: start })
    from = end + 2
  }
}

function unknownVariable(text: string, offset: number, name: string, known: readonly string[]) {
  return fail('INVALID_PARAMETERS', `There is no variable ${name}.`, {
    at: placeOf(text, offset),
    hint: suggestion(name, known, 'variables'),
    details: { variable: name },
  })
}

function asText(value: TemplateValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/**
 * The text with every `{{name}}` replaced by its value, a list as its items with commas between them. Values are
 * put in as they are: what looks like a variable in them stays. An unknown variable, a `{{` without its end and
 * anything else than a name between the braces are refused, with line and column in the text.
 */
export function expandTemplate(text: string, values: TemplateValues): Result<string> {
  const pieces = piecesOf(text)
  if (!pieces.ok) return pieces
  let expanded = ''
  for (const piece of pieces.value) {
    if ('text' in piece) expanded += piece.text
    else if (!Object.hasOwn(values, piece.variable)) {
      return unknownVariable(text, piece.offset, piece.variable, Object.keys(values))
    } else expanded += asText(values[piece.variable] ?? '')
  }
  return ok(expanded)
}

/**
 * As `expandTemplate`, but a text that is exactly one `{{name}}` becomes the value itself, so that a number stays
 * a number and a list a list.
 */
export function expandValue(text: string, values: TemplateValues): Result<TemplateValue> {
  const only = /^\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}$/.exec(text)?.[1]
  const value = only !== undefined && Object.hasOwn(values, only) ? values[only] : undefined
  return value === undefined ? expandTemplate(text, values) : ok(value)
}

/** Why a text can't be expanded with these variables whatever their values; undefined when it can. */
export function variableProblem(
  text: string,
  known: readonly string[],
): { readonly message: string; readonly hint: string } | undefined {
  const values = Object.fromEntries(known.map((name) => [name, '']))
  const expanded = expandTemplate(text, values)
  if (expanded.ok) return undefined
  return { message: expanded.failure.message, hint: expanded.failure.hint ?? '' }
}
