import type { Command } from 'commander'

/** A flag of a command. */
export interface FlagRow {
  /** As in --depends-on. */
  readonly name: string
  /** With its value, as in --depends-on <a,b>. */
  readonly usage: string
  readonly description: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/** One command as help, completion and documents see it. */
export interface CommandRow {
  /** The words after seqctl, as in ['step', 'add']. */
  readonly path: readonly string[]
  readonly usage: string
  readonly description: string
  readonly arguments: readonly { readonly name: string; readonly description: string }[]
  readonly flags: readonly FlagRow[]
  /** The lines of its example. */
  readonly example: readonly string[]
  /** True when there are only further words below it. */
  readonly isParent: boolean
}

/** Help is a command of commander's own making; it is said once, not at every level. */
const HELP = 'help'

function flagsOf(command: Command): FlagRow[] {
  return command.options
    .filter((option) => !option.hidden)
    .map((option) => ({
      name: option.long ?? option.flags,
      usage: option.flags,
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    }))
}

/** The lines of the example at the end of a command's help text; none without one. */
export function exampleOf(command: Command): string[] {
  let help = ''
  const { writeOut } = command.configureOutput()
  command.configureOutput({
    writeOut: (text) => {
      help += text
    },
  })
  command.outputHelp()
  command.configureOutput(writeOut ? { writeOut } : {})
  const example = help.split('\nExample:\n')[1] ?? ''
  return example.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}

function rowOf(command: Command, path: readonly string[]): CommandRow {
  return {
    path,
    usage: command.usage(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
    })),
    flags: flagsOf(command),
    example: exampleOf(command),
    isParent: command.commands.length > 0,
  }
}

/** Every command below this one, parents before their children, in the order of their declaration. */
export function commandTable(command: Command, path: readonly string[] = []): CommandRow[] {
  const below = command.commands
    .filter((child) => child.name() !== HELP)
    .flatMap((child) => commandTable(child, [...path, child.name()]))
  return [rowOf(command, path), ...below]
}
