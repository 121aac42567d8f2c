import type { z } from 'zod'
import { bug, type Failure } from '../../failure.ts'
import { changedSpan } from '../../schema/changed-span.ts'
import { GateSchema } from '../../schema/gate.ts'
import { MAX_STEPS, type Sequence, SequenceSchema } from '../../schema/sequence.ts'
import { StepSchema } from '../../schema/step.ts'
import { isSame, type Path, valueAt } from '../read/plain.ts'
import { schemaProblems } from '../schema/schema-problems.ts'
import type { ListName } from '../sequence-document.ts'
import { changedHead } from './edit-outline.ts'

interface Part {
  readonly path: Path
  readonly schema: z.ZodType
}

function changedNodes(old: Sequence, next: Sequence, name: ListName): Part[] {
  const schema = name === 'steps' ? StepSchema : GateSchema
  const span = changedSpan<{ readonly id: string }>(old[name], next[name])
  const before = new Map<string, unknown>(span.before.map((node) => [node.id, node]))
  return span.after.flatMap((node, index) => {
    const known = before.get(node.id)
    return isSame(known, node) ? [] : [{ path: [name, span.start + index], schema }]
  })
}

function changedParts(old: Sequence, next: Sequence): Part[] {
  const head = changedHead(old, next).map((key) => ({
    path: [key],
    schema: SequenceSchema.shape[key],
  }))
  return [...head, ...changedNodes(old, next, 'steps'), ...changedNodes(old, next, 'gates')]
}

function schemaFailure(next: Sequence, { path, schema }: Part): Failure | undefined {
  const parsed = schema.safeParse(valueAt(next, path))
  if (parsed.success) return undefined
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }))
  const [problem] = schemaProblems(issues, SequenceSchema, { value: next })
  if (!problem) return bug('a schema refused a value without an issue')
  const { code, message, hint } = problem
  return { code, message, at: { path: problem.path }, hint }
}

function hasSameIds(old: Sequence, next: Sequence): boolean {
  return (['steps', 'gates'] as const).every((name) => {
    const { before, after } = changedSpan<{ readonly id: string }>(old[name], next[name])
    return before.length === after.length && before.every(({ id }, at) => id === after[at]?.id)
  })
}

/** An id that two nodes have, or a list that is too long. */
function countFailure(old: Sequence, next: Sequence): Failure | undefined {
  if (hasSameIds(old, next)) return undefined
  for (const name of ['steps', 'gates'] as const) {
    if (next[name].length > MAX_STEPS) {
      const message = `${name} must have at most ${MAX_STEPS} entries; it has ${next[name].length}.`
      return { code: 'LIMIT_EXCEEDED', message, at: { path: [name] } }
    }
  }
  const seen = new Set<string>()
  for (const name of ['steps', 'gates'] as const) {
    for (const [index, { id }] of next[name].entries()) {
      if (seen.has(id)) {
        const at = { path: [name, index, 'id'] }
        return { code: 'INVALID_ID', message: `The id ${id} is used twice.`, at, details: { id } }
      }
      seen.add(id)
    }
  }
  return undefined
}

/** Why a sequence can't be written, by the rules that reading it would apply; only what changed is checked. */
export function checkNext(old: Sequence, next: Sequence): Failure | undefined {
  for (const part of changedParts(old, next)) {
    const failure = schemaFailure(next, part)
    if (failure) return failure
  }
  return countFailure(old, next)
}
