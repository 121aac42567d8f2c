import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import { type Answer, paletteFor } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { statusText, statusView } from '../status-view.ts'

/** How often a watched status is looked at, in milliseconds. */
const WATCH_EVERY_MS = 250

function readStatus(context: CliContext, door: Door, store: AttemptStore): Result<Answer> {
  const now = door.read()
  if (!now.ok) return now
  const { sequence, head, policy } = now.value
  const view = statusView({ sequence, revision: head.revision, policy }, store)
  return ok({ data: view, text: statusText(view, paletteFor(context.mode)) })
}

/** Prints the status whenever it changes, a JSON document a line; ends with Ctrl+C. */
async function watchStatus(context: CliContext, door: Door): Promise<Result<Answer>> {
  const store = new AttemptStore(door.parts.workspace.folder)
  let isEnding = false
  process.once('SIGINT', () => {
    isEnding = true
  })
  let shown = ''
  let answer = readStatus(context, door, store)
  while (answer.ok && !isEnding) {
    const text = context.mode.json ? JSON.stringify(answer.value.data) : answer.value.text
    if (text !== shown)
      process.stdout.write(context.mode.json ? `${text}\n` : `\u001b[2J\u001b[H${text}\n`)
    shown = text
    await pause(WATCH_EVERY_MS)
    answer = readStatus(context, door, store)
  }
  return answer.ok ? ok({ data: null, text: '', exit: 130, isShown: true }) : answer
}

/** Adds `status`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('status')
    .description('Show where every step and gate stands, and why what waits does')
    .option('--watch', 'Print it again whenever it changes, until Ctrl+C')
    .addHelpText('after', '\nExample:\n  seqctl status --json')
  command.action((flags: { watch?: boolean }) =>
    run((context) => {
      const door = context.door()
      if (!door.ok) return door
      if (flags.watch) return watchStatus(context, door.value)
      return readStatus(context, door.value, new AttemptStore(door.value.parts.workspace.folder))
    }, command),
  )
}
