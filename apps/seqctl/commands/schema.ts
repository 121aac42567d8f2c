import type { Command } from 'commander'
import { suggest } from '../../../shared/actions/nearest.ts'
import {
  ACTIONS,
  actionJsonSchema,
  findAction,
  parametersJsonSchema,
} from '../../../shared/actions/registry.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { FILE_SCHEMA_NAMES, fileJsonSchema } from '../../../shared/schema/file-schemas.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

/** The schema of any action, as `apply` takes them. */
const ANY_ACTION = 'action'

function names(): string[] {
  const open = ACTIONS.filter((action) => action.kind !== 'system')
  return [...FILE_SCHEMA_NAMES, ANY_ACTION, ...open.map((action) => action.name)]
}

function schemaOf(name: string): Record<string, unknown> | undefined {
  const file = FILE_SCHEMA_NAMES.find((one) => one === name)
  if (file) return fileJsonSchema(file)
  if (name === ANY_ACTION) return actionJsonSchema()
  const action = findAction(name)
  return action && { title: name, description: action.description, ...parametersJsonSchema(action) }
}

function schema(name: string | undefined): Result<Answer> {
  if (name === undefined) return ok({ data: { names: names() }, text: names().join('\n') })
  const found = names().includes(name) ? schemaOf(name) : undefined
  if (found) return ok({ data: found, text: JSON.stringify(found, null, 2) })
  return fail('NOT_FOUND', `There is no schema "${name}".`, {
    hint: suggest(name, names(), 'schemas'),
    details: { name },
  })
}

/** Adds `schema`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('schema')
    .description(
      'Print the JSON Schema of a file or an action; without a name, say which there are',
    )
    .argument('[name]', 'sequence, policy, agents, action, or the name of an action')
    .addHelpText('after', '\nExample:\n  seqctl schema step.add --json')
  command.action((name: string | undefined) => run(() => schema(name), command, 'reader'))
}
