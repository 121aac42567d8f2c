import { z } from 'zod'
import type { ActionDefinition } from '../../../../shared/actions/define.ts'

/** How a parameter is asked for. */
export type FieldKind =
  | 'text'
  | 'lines'
  | 'number'
  | 'yes-no'
  | 'choice'
  | 'list'
  | 'arguments'
  | 'data'

/** One parameter of an action as a form shows it. */
export interface ActionField {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly kind: FieldKind
  readonly required: boolean
  /** The values of a choice. */
  readonly values: readonly string[]
}

/** What a JSON Schema may say about a parameter, as far as a form asks. */
const PropertySchema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  maxLength: z.number().optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
})
type Property = z.infer<typeof PropertySchema>

const SchemaSchema = z.looseObject({
  properties: z.record(z.string(), PropertySchema),
  required: z.array(z.string()).optional(),
})

/** Texts longer than this are written in several lines. */
const LONG_TEXT = 1000

/** The schema of the value that is not null, where a parameter may be cleared. */
function plain(property: Property): Property {
  const other = property.anyOf?.find((one) => one.type !== 'null')
  return other && property.type === undefined
    ? { ...PropertySchema.parse(other), description: property.description }
    : property
}

function kindOf(name: string, property: Property): FieldKind {
  if (property.enum) return 'choice'
  switch (property.type) {
    case 'boolean':
      return 'yes-no'
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      if (property.items?.type !== 'string') return 'data'
      // Arguments and globs may hold commas and spaces: one a line.
      return name === 'command' || name === 'artifacts' ? 'arguments' : 'list'
    case 'string':
      return (property.maxLength ?? 0) > LONG_TEXT ? 'lines' : 'text'
    default:
      return 'data'
  }
}

/** `dependsOn` as people read it: `Depends on`. */
function labelOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The fields of an action's form, in the order of its schema: what it must have first. */
export function fieldsOf(definition: ActionDefinition): readonly ActionField[] {
  const schema = SchemaSchema.parse(z.toJSONSchema(definition.parameters, { io: 'input' }))
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties).map(([name, given]): ActionField => {
    const property = plain(given)
    return {
      name,
      label: labelOf(name),
      hint: given.description ?? '',
      kind: kindOf(name, property),
      required: required.has(name),
      values: (property.enum ?? []).map(String),
    }
  })
  return fields.toSorted((a, b) => Number(b.required) - Number(a.required))
}

/** A value as the text that its field begins with. */
export function textOf(kind: FieldKind, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (kind === 'yes-no') return value === true ? 'yes' : 'no'
  if (kind === 'data') return JSON.stringify(value)
  if (Array.isArray(value)) return value.join(kind === 'arguments' ? '\n' : ', ')
  return String(value)
}

function dataIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON stays a text; the action's schema says what is wrong with it.
    return text
  }
}

/** What a field's text says; undefined when it says nothing. */
export function valueIn(kind: FieldKind, text: string): unknown {
  if (text.trim() === '') return undefined
  switch (kind) {
    case 'yes-no':
      return text === 'yes'
    case 'number':
      return Number.isNaN(Number(text)) ? text : Number(text)
    case 'list':
      return text.split(/[\s,]+/).filter((part) => part !== '')
    case 'arguments':
      return text.replace(/\n$/, '').split('\n')
    case 'data':
      return dataIn(text)
    case 'choice':
    case 'text':
      return text.trim()
    case 'lines':
      return text
  }
}
