import type { Command } from 'commander'
import type { HistoryMove } from '../../../shared/protocol/history.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

async function moveHistory(context: CliContext, move: HistoryMove): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const now = door.value.read()
  if (!now.ok) return now
  const { workspace } = door.value.parts
  const caller = { actor: context.caller.actor, mode: now.value.policy.mode }
  const { moveThroughHistory } = await import('../../../bridge/local/undo.ts')
  const moved = await moveThroughHistory(workspace, move, caller)
  if (!moved.ok) return moved
  const { entry: _entry, ...data } = moved.value
  const { action, target } = data
  const word = move === 'undo' ? 'Undone' : 'Redone'
  return ok({ data, text: `${word}: ${action} ${target}`.trim() })
}

/** Adds `undo` and `redo`. */
export function register(program: Command, run: Runner): void {
  const undo = program
    .command('undo')
    .description('Take back the newest change, to the byte, unless a run has used it since')
    .addHelpText('after', '\nExample:\n  seqctl step rm old && seqctl undo')
  undo.action(() => run((context) => moveHistory(context, 'undo'), undo))
  const redo = program
    .command('redo')
    .description('Bring back what undo took away')
    .addHelpText('after', '\nExample:\n  seqctl undo && seqctl redo')
  redo.action(() => run((context) => moveHistory(context, 'redo'), redo))
}
