import type { z } from 'zod'
import { isRecord } from '../read/plain.ts'
import { childSchema, shapeOf } from './schema-shape.ts'

/** Keys that people may add anywhere for their own use begin so. */
const PREFIX = 'x-'

function withoutInRecord(
  value: Readonly<Record<string, unknown>>,
  schema: z.core.$ZodType,
): Record<string, unknown> {
  const { open, fields } = shapeOf(schema)
  const kept: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(value)) {
    const known = fields !== undefined && Object.hasOwn(fields, key)
    if (open || known || !key.startsWith(PREFIX)) {
      kept[key] = withoutExtensions(field, childSchema(schema, key))
    }
  }
  return kept
}

/**
 * The value without the keys that begin with `x-`, at every level whose keys the schema fixes. Where keys are
 * data (ids, the properties of a JSON Schema) they stay.
 */
export function withoutExtensions(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  if (!schema) return value
  if (Array.isArray(value)) {
    const each = childSchema(schema, 0)
    return each ? value.map((item) => withoutExtensions(item, each)) : value
  }
  return isRecord(value) ? withoutInRecord(value, schema) : value
}

/**
 * `next` with the keys put back that the reader had set aside: those that `raw` has and `read` (the same value
 * as the reader gave it) has not. The keys of `raw` come first, in their order.
 */
export function withExtensions(raw: unknown, read: unknown, next: unknown): unknown {
  if (!isRecord(raw) || !isRecord(read) || !isRecord(next)) return next
  const merged: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(raw)) {
    if (next[key] !== undefined) merged[key] = withExtensions(value, read[key], next[key])
    else if (!Object.hasOwn(read, key)) merged[key] = value
  }
  for (const [key, value] of Object.entries(next)) {
    if (value !== undefined && !Object.hasOwn(merged, key)) merged[key] = value
  }
  return merged
}
