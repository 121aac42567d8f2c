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

/** Tells what stood before `--` from what stood after it. */
export function splitArguments(command: Command, positional: number): ActionArguments {
  const processed: readonly (string | string[])[] = command.processedArgs
  return {
    positional: processed.slice(0, positional),
    flags: command.opts(),
    command: command.args.slice(command.registeredArguments.length),
  }
}
