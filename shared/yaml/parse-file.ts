import type { z } from 'zod'
import { ok, type Result } from '../result.ts'
import type { DecodeOptions } from './read/decode.ts'
import { failureOf } from './read/problem.ts'
import { checkSchema, readDocument } from './read/read-document.ts'

/**
 * Reads a YAML file as strictly as sequence.yaml is read (SPEC §4.1): bounded, one document, YAML 1.2 core, no
 * tags, anchors, aliases or merge keys, keys that are texts and come once, and then the schema. Keys that begin
 * with `x-` are set aside where the schema fixes the keys. A failure has file, line, column and path, and lists
 * all problems of its kind in `details.problems`.
 */
export function parseYamlFile<T>(
  source: Uint8Array | string,
  schema: z.ZodType<T>,
  options: DecodeOptions,
): Result<T> {
  const read = readDocument(source, options)
  if (!read.ok) return read
  const checked = checkSchema(read.value, schema)
  if (checked.problems.length === 0 && checked.value !== undefined) return ok(checked.value)
  const where = { file: options.file, text: read.value.tree.text }
  return { ok: false, failure: failureOf(checked.problems, where) }
}
