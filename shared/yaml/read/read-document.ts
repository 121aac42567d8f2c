import type { z } from 'zod'
import type { Result } from '../../result.ts'
import { ok } from '../../result.ts'
import { withoutExtensions } from '../schema/extensions.ts'
import { schemaProblems } from '../schema/schema-problems.ts'
import { type DecodeOptions, decodeText } from './decode.ts'
import { failureOf, type Problem } from './problem.ts'
import { parseTree, type Tree } from './tree.ts'
import { readValue } from './value.ts'

/** A text that is sound YAML, with its tree and the plain value of it. */
export interface ReadDocument {
  readonly tree: Tree
  /** As the text has it, extension keys included. */
  readonly raw: unknown
}

/** Decodes and parses a file strictly: everything but its schema is checked. */
export function readDocument(
  source: Uint8Array | string,
  options: DecodeOptions,
): Result<ReadDocument> {
  const decoded = decodeText(source, options)
  if (!decoded.ok) return decoded
  const text = decoded.value
  const { tree, problems } = parseTree(text)
  const refuse = (all: readonly Problem[]): Result<never> => ({
    ok: false,
    failure: failureOf(all, { file: options.file, text }),
  })
  if (!tree) return refuse(problems)
  const read = readValue(tree)
  return read.problems.length > 0 ? refuse(read.problems) : ok({ tree, raw: read.value })
}

/** A value checked against its schema: the value as the schema gives it, or all that is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: undefined; readonly problems: readonly Problem[] }

/** Checks a document's value, extension keys set aside, against a schema. */
export function checkSchema<T>(document: ReadDocument, schema: z.ZodType<T>): Checked<T> {
  const value = withoutExtensions(document.raw, schema)
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data, problems: [] }
  const problems = schemaProblems(parsed.error.issues, schema, { tree: document.tree, value })
  return { value: undefined, problems }
}
