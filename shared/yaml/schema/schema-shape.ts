import { z } from 'zod'

/** What a schema says of a value's inside: its known keys, or one rule for all keys or all entries. */
export interface Shape {
  /** The known keys with their schemas, in order; undefined for what is no object of fixed keys. */
  readonly fields?: Readonly<Record<string, z.core.$ZodType>>
  /** The schema of every entry of a list, or of every value of a record. */
  readonly each?: z.core.$ZodType
  /** True where every key is data, so that none may be set aside. */
  readonly open: boolean
}

const NOTHING: Shape = { open: true }

/** The schema without optional, nullable, default, read-only and piped wrappings. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unwrapped(schema.unwrap())
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) {
    return unwrapped(schema.unwrap())
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema
}

function mergedShape(options: readonly z.core.$ZodType[]): Shape {
  const shapes = options.map(shapeOf)
  const fields: Record<string, z.core.$ZodType> = {}
  for (const shape of shapes) Object.assign(fields, { ...shape.fields, ...fields })
  const each = shapes.find((shape) => shape.each)?.each
  const objects = shapes.filter((shape) => shape.fields)
  return {
    ...(objects.length > 0 ? { fields } : {}),
    ...(each ? { each } : {}),
    open: objects.length === 0 || objects.some((shape) => shape.open),
  }
}

function shapeOfInner(inner: z.core.$ZodType): Shape {
  if (inner instanceof z.ZodObject) {
    const { shape, catchall } = inner._zod.def
    return { fields: shape, open: catchall !== undefined && !(catchall instanceof z.ZodNever) }
  }
  if (inner instanceof z.ZodArray) return { each: inner.element, open: true }
  if (inner instanceof z.ZodRecord) return { each: inner.valueType, open: true }
  return inner instanceof z.ZodUnion ? mergedShape(inner.options) : NOTHING
}

const known = new WeakMap<z.core.$ZodType, Shape>()

/** The shape that a schema describes; of a union, what any of its options allows. */
export function shapeOf(schema: z.core.$ZodType | undefined): Shape {
  if (!schema) return NOTHING
  const before = known.get(schema)
  if (before) return before
  const shape = shapeOfInner(unwrapped(schema))
  known.set(schema, shape)
  return shape
}

/** The schema of what stands under a key or index, where the schema says anything about it. */
export function childSchema(
  schema: z.core.$ZodType | undefined,
  step: string | number,
): z.core.$ZodType | undefined {
  const { fields, each } = shapeOf(schema)
  const field = fields && Object.hasOwn(fields, step) ? fields[step] : undefined
  return field ?? each
}

/** The keys that the schema knows at a path, in the schema's order. */
export function knownKeysAt(
  schema: z.core.$ZodType,
  path: readonly (string | number)[],
): readonly string[] {
  const at = path.reduce<z.core.$ZodType | undefined>(childSchema, schema)
  return Object.keys(shapeOf(at).fields ?? {})
}
