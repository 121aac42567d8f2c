import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { type PlanParts, readPlan } from '../../../bridge/local/read-plan.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import { type Answer, paletteFor } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { statusText, statusView } from '../status-view.ts'

/** How often a watched status is looked at, in milliseconds. */
const WATCH_EVERY_MS = 250

function readStatus(context: CliContext, parts: PlanParts, store: AttemptStore): Result<Answer> {
  const now = readPlan(parts)
  if (!now.ok) return now
  const { sequence, head, policy } = now.value
  const view = statusView({ sequence, revision: head.revision, policy }, store)
  const { mode } = context
  return ok({ data: view, text: mode.json ? '' : statusText(view, paletteFor(mode)) })
}

/** Prints the status whenever it changes, a JSON document a line; ends with Ctrl+C. */
async function watchStatus(context: CliContext, parts: PlanParts): Promise<Result<Answer>> {
  const store = new AttemptStore(parts.workspace.folder)
  let isEnding = false
  const end = () => {
    isEnding = true
  }
  process.once('SIGINT', end)
  process.stdout.once('error', end)
  let shown = ''
  let answer = readStatus(context, parts, store)
  while (answer.ok && !isEnding) {
    const text = context.mode.json ? JSON.stringify(answer.value.data) : answer.value.text
    if (text !== shown)
      process.stdout.write(context.mode.json ? `${text}\n` : `\u001b[2J\u001b[H${text}\n`)
    shown = text
    await pause(WATCH_EVERY_MS)
    answer = readStatus(context, parts, store)
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
    run(
      (context) => {
        const parts = context.reader()
        if (!parts.ok) return parts
        if (flags.watch) return watchStatus(context, parts.value)
        return readStatus(context, parts.value, new AttemptStore(parts.value.workspace.folder))
      },
      command,
      'reader',
    ),
  )
}
