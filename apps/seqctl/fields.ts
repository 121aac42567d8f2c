import { z } from 'zod'
import { flagName } from '../../shared/actions/command-line.ts'
import type { ActionDefinition } from '../../shared/actions/define.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** One parameter of an action as the command line sees it. */
export interface Field {
  /** Name in the action, as in dependsOn. */
  readonly name: string
  /** Flag, as in --depends-on. */
  readonly flag: string
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'json'
  readonly isRequired: boolean
  readonly choices: readonly string[]
  readonly description: string
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** The schema without the null that clears a field. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const rest = schema.anyOf?.filter((option) => option.type !== 'null')
  const [only] = rest ?? []
  return rest?.length === 1 && only
    ? { ...only, description: schema.description ?? only.description ?? '' }
    : schema
}

const KINDS: Readonly<Record<string, Field['kind']>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'flag',
  array: 'list',
}

/** The parameters of an action, read off its schema. */
export function fieldsOf(action: ActionDefinition): Field[] {
  const schema = z.toJSONSchema(action.parameters, {
    unrepresentable: 'any',
    io: 'input',
  }) as JsonSchema
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const plain = withoutNull(property)
    return {
      name,
      flag: `--${flagName(name)}`,
      kind: KINDS[plain.type ?? ''] ?? 'json',
      isRequired: schema.required?.includes(name) ?? false,
      choices: (plain.enum ?? []).map(String),
      description: plain.description ?? '',
    }
  })
}

/** A flag's text as the parameter's value. */
export function parseField(field: Field, text: string): Result<unknown> {
  switch (field.kind) {
    case 'text':
      return ok(text)
    case 'flag':
      return ok(text !== 'false')
    case 'list':
      return ok(text === '' ? [] : text.split(',').map((item) => item.trim()))
    case 'number': {
      const number = Number(text)
      return text.trim() !== '' && Number.isFinite(number)
        ? ok(number)
        : fail('USAGE', `${field.flag} needs a number, not "${text}".`)
    }
    case 'json':
      try {
        return ok(JSON.parse(text))
      } catch {
        return fail('USAGE', `${field.flag} needs JSON, as in '{"max":2}'.`)
      }
  }
}

/** A count that a flag gives: a whole number from 1, or the fallback without the flag. */
export function readCount<Fallback extends number | undefined>(
  flag: string,
  text: string | undefined,
  fallback: Fallback,
): Result<number | Fallback> {
  if (text === undefined) return ok(fallback)
  return /^[1-9]\d{0,8}$/.test(text)
    ? ok(Number(text))
    : fail('USAGE', `${flag} needs a whole number from 1, not "${text}".`)
}
