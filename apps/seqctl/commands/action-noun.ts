import type { Command } from 'commander'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { stepSendKey } from '../../../shared/actions/step/control.ts'
import { type ActionArguments, actionFrom, declareAction, runEdit } from '../action-command.ts'
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
  if (noun === 'step') registerSendKey(parent, run)
  registerLists(parent, noun, run)
}

/** Adds `step send-key`, which changes no plan: it steers what runs. */
function registerSendKey(parent: Command, run: Runner): void {
  const command = declareAction(parent.command('send-key'), stepSendKey)
  command.allowExcessArguments(true)
  command.addHelpText('after', "\nExample:\n  seqctl step send-key deploy 'yes<Enter>'")
  command.action(async () => {
    const given = splitArguments(command, stepSendKey.positional.length)
    await run(async (context) => {
      const action = actionFrom(stepSendKey, given)
      if (!action.ok) return action
      const { sendKeys } = await import('../send-keys.ts')
      return sendKeys(context, action.value)
    }, command)
  })
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
