import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { ioFailure } from '../../bridge/local/io-failure.ts'
import type { ActionDefinition } from '../../shared/actions/define.ts'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import { PROMPTS_FOLDER } from '../../shared/schema/paths.ts'
import { changePlan } from './apply.ts'
import type { CliContext } from './context.ts'
import { type Field, fieldsOf, parseField } from './fields.ts'
import type { Answer } from './output.ts'

/** What commander found for an action's command. */
export interface ActionArguments {
  readonly positional: readonly (string | string[])[]
  readonly flags: Readonly<Record<string, unknown>>
  /** What stood after `--`: the argument list of a shell step. */
  readonly command: readonly string[]
  /** Words that no argument takes. */
  readonly excess: readonly string[]
}

/** The field that the command line takes after `--` instead of as a flag. */
const COMMAND_FIELD = 'command'
/** The field behind --prompt-file, which also takes the text of any other file. */
const PROMPT_FILE_FIELD = 'promptFile'

/** Adds an action's arguments and flags to a command. */
export function declareAction(command: Command, action: ActionDefinition): Command {
  const fields = fieldsOf(action)
  action.positional.forEach((name, index) => {
    const field = fields.find((candidate) => candidate.name === name)
    const isList = field?.kind === 'list' && index === action.positional.length - 1
    const label = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    command.argument(
      field?.isRequired === false ? `[${label}]` : `<${label}${isList ? '...' : ''}>`,
      field?.description ?? '',
    )
  })
  for (const field of fields) {
    const isSpecial = field.name === COMMAND_FIELD || field.name === PROMPT_FILE_FIELD
    if (isSpecial || action.positional.includes(field.name as never)) continue
    command.addOption(optionFor(field))
  }
  if (fields.some((field) => field.name === 'prompt')) {
    command.option(
      '--prompt-file <path>',
      `Use this file of ${PROMPTS_FOLDER} as it is, or copy the text of any other; - is standard input`,
    )
  }
  if (action.name === 'step.edit') {
    command.option('--clear <fields>', 'Names of optional fields to remove, separated by commas')
  }
  return command.description(action.description)
}

function optionFor(field: Field): Option {
  const shape = { flag: '', text: ' <text>', number: ' <n>', list: ' <a,b>', json: ' <json>' }
  const option = new Option(`${field.flag}${shape[field.kind]}`, field.description)
  return field.choices.length > 0 ? option.choices([...field.choices]) : option
}

/** Builds the action that a command line asks for. */
export function actionFrom(action: ActionDefinition, given: ActionArguments): Result<RawAction> {
  const fields = fieldsOf(action)
  const values: Record<string, unknown> = {}
  for (const [index, name] of action.positional.entries()) {
    if (given.positional[index] !== undefined) values[name] = given.positional[index]
  }
  for (const field of fields) {
    if (field.name === PROMPT_FILE_FIELD) continue
    const flag = given.flags[camelCase(field.flag.slice(2))]
    if (flag === undefined) continue
    const value = typeof flag === 'string' ? parseField(field, flag) : ok(flag)
    if (!value.ok) return value
    values[field.name] = value.value
  }
  const extra = extraFields(given, fields)
  return extra.ok ? ok({ action: action.name, ...values, ...extra.value }) : extra
}

function extraFields(
  given: ActionArguments,
  fields: readonly Field[],
): Result<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  const [unwanted] = given.excess
  if (unwanted !== undefined) {
    return fail('USAGE', `This command has no use for "${unwanted}".`, {
      hint: 'The command of a shell step stands after --; a text with blanks stands in quotes.',
    })
  }
  if (given.command.length > 0) {
    if (!fields.some((field) => field.name === COMMAND_FIELD)) {
      return fail('USAGE', 'This command takes nothing after --.')
    }
    values[COMMAND_FIELD] = [...given.command]
  }
  const promptFile = given.flags[PROMPT_FILE_FIELD]
  if (typeof promptFile === 'string') {
    const prompt = promptFrom(promptFile)
    if (!prompt.ok) return prompt
    Object.assign(values, prompt.value)
  }
  const clear = given.flags['clear']
  if (typeof clear === 'string') {
    for (const name of clear.split(',')) values[camelCase(name.trim())] = null
  }
  return ok(values)
}

/** What --prompt-file means: the step's prompt file itself, or a file whose text becomes the prompt. */
function promptFrom(path: string): Result<Record<string, unknown>> {
  if (path.startsWith(`${PROMPTS_FOLDER}/`)) return ok({ [PROMPT_FILE_FIELD]: path })
  try {
    return ok({ prompt: readFileSync(path === '-' ? 0 : path, 'utf8') })
  } catch (cause) {
    return ioFailure(cause, path)
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Applies an action that only changes the plan, and tells what changed. */
export async function runEdit(
  action: ActionDefinition,
  given: ActionArguments,
  context: CliContext,
): Promise<Result<Answer>> {
  const raw = actionFrom(action, given)
  return raw.ok ? runRaw(context, raw.value) : raw
}

/** Applies one action that only changes the plan, as it stands, and tells what changed. */
export async function runRaw(context: CliContext, action: RawAction): Promise<Result<Answer>> {
  const changed = await changePlan(context, [action])
  if (!changed.ok) return changed
  const { proposal, revision } = changed.value
  const lines = [
    ...proposal.items.map((item) => item.description),
    ...proposal.notes,
    ...(proposal.diff === '' ? ['Nothing changed.'] : []),
  ]
  return ok({
    data: {
      revision,
      actions: proposal.items.map((item) => item.action),
      diff: proposal.diff,
      notes: proposal.notes,
    },
    text: lines.join('\n'),
  })
}
