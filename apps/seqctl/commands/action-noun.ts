import type { Command } from 'commander'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { type ActionArguments, declareAction, runEdit } from '../action-command.ts'
import type { Runner } from '../run-cli.ts'
import { registerLists } from './lists.ts'

/** Adds the commands of one noun: every editing and deciding action on it, and its lists. */
export function registerNoun(program: Command, noun: string, run: Runner): void {
  const parent = program.command(noun).description(`Work on ${noun}s`)
  for (const action of ACTIONS) {
    const [actionNoun, verb] = action.name.split('.')
    if (actionNoun !== noun || verb === undefined) continue
    if (action.kind !== 'edit' && action.kind !== 'decision') continue
    const command = declareAction(parent.command(verb), action)
    command.allowExcessArguments(true)
    command.action(async () => {
      const given = splitArguments(command, action.positional.length)
      await run((context) => runEdit(action, given, context), command)
    })
  }
  registerLists(parent, noun, run)
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command
}

/** What stood after `--`, which commander hands out together with the arguments before it. */
function wordsAfterDashes(command: Command): readonly string[] {
  const { rawArgs }: { readonly rawArgs?: readonly string[] } = rootOf(command) as object
  const at = rawArgs?.indexOf('--') ?? -1
  return rawArgs && at >= 0 ? rawArgs.slice(at + 1) : []
}

/** Tells what stood before `--` from what stood after it. */
export function splitArguments(command: Command, positional: number): ActionArguments {
  const after = wordsAfterDashes(command)
  const before = command.args.slice(0, command.args.length - after.length)
  const takesList = command.registeredArguments.at(-1)?.variadic === true
  const single = takesList ? positional - 1 : positional
  const list = before.slice(single)
  return {
    positional: [...before.slice(0, single), ...(takesList && list.length > 0 ? [list] : [])],
    flags: command.opts(),
    command: after,
    excess: takesList ? [] : list,
  }
}
