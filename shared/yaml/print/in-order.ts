import type { z } from 'zod'
import { isRecord } from '../read/plain.ts'
import { childSchema, shapeOf } from '../schema/schema-shape.ts'

/** The value with the keys of its maps in the schema's order, unknown keys after them, undefined left out. */
export function inOrder(value: unknown, schema: z.core.$ZodType | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, childSchema(schema, 0)))
  if (!isRecord(value)) return value
  const known = Object.keys(shapeOf(schema).fields ?? {})
  const others = Object.keys(value).filter((key) => !known.includes(key))
  const ordered: Record<string, unknown> = {}
  for (const key of [...known, ...others]) {
    if (value[key] !== undefined) ordered[key] = inOrder(value[key], childSchema(schema, key))
  }
  return ordered
}
