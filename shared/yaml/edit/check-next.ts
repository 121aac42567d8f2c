import type { z } from 'zod'
import { bug, type Failure } from '../../failure.ts'
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
  const before = new Map<string, unknown>(old[name].map((node) => [node.id, node]))
  return next[name].flatMap((node, index) => {
    const known = before.get(node.id)
    return known === node || isSame(known, node) ? [] : [{ path: [name, index], schema }]
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

/** An id that two nodes have, or a list that is too long. */
function countFailure(next: Sequence): Failure | undefined {
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
  return countFailure(next)
}
