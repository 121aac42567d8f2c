import { z } from 'zod'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { AgentReport } from './report.ts'

/** Longest answer that is searched for a result, in UTF-16 units. */
const MAX_ANSWER = 8 * 1024 * 1024

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined // prose: the answer is no result
  }
}

/** The result in an answer: its last fenced block of JSON, or the answer itself. */
function resultIn(answer: string): { readonly value: unknown } | undefined {
  const blocks = answer.slice(-MAX_ANSWER).split(/^```/m)
  // Odd parts stand between two fences.
  const last = blocks.findLast((_, index) => index % 2 === 1)
  const inBlock = last === undefined ? undefined : parsed(last.replace(/^[a-z]*\s*\n/i, ''))
  return inBlock ?? parsed(answer.trim())
}

/**
 * The structured result of an attempt, checked against the JSON Schema that its step asks for (`outputs`).
 * INVALID_SCHEMA when there is none, when it breaks the schema, or when the schema itself is none.
 */
export function structuredResult(
  report: AgentReport,
  schema: Readonly<Record<string, unknown>>,
): Result<unknown> {
  let check: z.ZodType
  try {
    check = z.fromJSONSchema(schema)
  } catch (cause) {
    return fail('INVALID_SCHEMA', `The step's outputs are no JSON Schema: ${String(cause)}.`)
  }
  const found =
    report.structured === undefined
      ? resultIn(report.finalText ?? '')
      : { value: report.structured }
  if (!found) {
    return fail('INVALID_SCHEMA', 'The answer holds no JSON result, which the step asks for.', {
      hint: 'Tell the agent to end its answer with one block of JSON.',
    })
  }
  const checked = check.safeParse(found.value)
  if (checked.success) return ok(checked.data)
  const words = z.prettifyError(checked.error).replaceAll(/\s+/g, ' ')
  return fail('INVALID_SCHEMA', `The result is not what the step asks for: ${words}.`)
}

/** What is added to the prompt of a step that must leave a structured result. */
export function resultRequest(schema: Readonly<Record<string, unknown>>): string {
  return [
    '',
    'End your answer with exactly one fenced block of JSON that satisfies this JSON Schema:',
    '',
    '```json',
    JSON.stringify(schema, null, 2),
    '```',
    '',
  ].join('\n')
}
