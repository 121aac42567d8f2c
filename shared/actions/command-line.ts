import type { ActionDefinition } from './define.ts'
import { type Action, findAction } from './registry.ts'

/** Commands whose words are not simply the two halves of the action's name. */
const COMMAND_WORDS: Readonly<Record<string, readonly string[]>> = {
  'step.stop': ['stop'],
  'step.restart': ['restart'],
  'step.sendKey': ['step', 'send-key'],
}

/** Flags that are not simply the parameter's name in kebab case. */
const FLAG_NAMES: Readonly<Record<string, string>> = {
  timeoutMs: 'timeout',
  groupId: 'group',
  mergeStep: 'merge',
}

/** Lists whose items may hold commas: one flag for each item. */
const REPEATED = new Set(['artifacts'])

/** The words after seqctl that call an action; none for what only ThreadOS itself may do. */
export function commandWords(
  definition: Pick<ActionDefinition, 'name' | 'kind'>,
): readonly string[] {
  if (definition.kind === 'system') return []
  return COMMAND_WORDS[definition.name] ?? definition.name.split('.')
}

/** The flag of a parameter without its dashes, as in depends-on. */
export function flagName(parameter: string): string {
  return (
    FLAG_NAMES[parameter] ?? parameter.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  )
}

/** An argument as a POSIX shell must be given it. */
export function quoteArgument(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One `--set` for each parameter of a template; a list whose items commas would tear apart is JSON. */
function settings(parameters: object): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const isPlain =
      !Array.isArray(value) ||
      value.every((item) => /^[^[,\s][^,]*$/.test(String(item)) && String(item).trim() === item)
    return ['--set', `${name}=${isPlain ? textOf(value) : JSON.stringify(value)}`]
  })
}

function flag(parameter: string, value: unknown): string[] {
  const name = flagName(parameter)
  if (value === null) return ['--clear', name]
  if (parameter === 'parameters' && typeof value === 'object') return settings(value)
  if (value === true) return [`--${name}`]
  if (value === false) return [`--no-${name}`]
  if (REPEATED.has(parameter) && Array.isArray(value) && value.length > 0) {
    return value.flatMap((item) => flag(parameter, [item].join()))
  }
  const text = textOf(value)
  // A value that begins with a dash would be taken for a flag of its own.
  return text.startsWith('-') ? [`--${name}=${text}`] : [`--${name}`, text]
}

/**
 * The seqctl command line that does the same as an action, quoted for a POSIX shell (SPEC §9.1); an empty
 * text for what only ThreadOS itself may do.
 */
export function commandLineOf(action: Action): string {
  const definition = findAction(action.action)
  const words = definition ? commandWords(definition) : []
  if (!definition || words.length === 0) return ''
  const { action: _name, ...parameters } = action
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  const byName = new Map<string, unknown>(given)
  const positional = definition.positional.flatMap((name) => {
    const value = byName.get(name)
    if (value === undefined) return []
    return Array.isArray(value) ? value.map(String) : [String(value)]
  })
  const command = byName.get('command')
  const flags = given
    .filter(
      ([name, value]) =>
        !definition.positional.includes(name) && !(name === 'command' && value !== null),
    )
    .flatMap(([name, value]) => flag(name, value))
  const tail = Array.isArray(command) ? ['--', ...command.map(String)] : []
  return ['seqctl', ...words, ...positional, ...flags, ...tail].map(quoteArgument).join(' ')
}
