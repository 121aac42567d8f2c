import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { RepoPlace } from '../../../bridge/local/repo-place.ts'
import { readShownPlan } from '../../../bridge/local/shown-plan.ts'
import { shownPolicy } from '../../../bridge/local/shown-policy.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { SANDBOX_VARIABLE } from '../../../shared/protocol/step-door-names.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import { type Answer, paletteFor } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { statusText, statusView } from '../status-view.ts'

/** How often a watched status is looked at, in milliseconds. */
const WATCH_EVERY_MS = 250

async function readStatus(
  context: CliContext,
  repo: RepoPlace,
  store: AttemptStore,
): Promise<Result<Answer>> {
  const now = await readShownPlan(repo)
  if (!now.ok) return now
  const { sequence, head } = now.value
  const { root, dataFolder } = repo
  const policy = await shownPolicy({ root, dataFolder, sequence: sequence.policy })
  const seen = statusView({ sequence, revision: head.revision, policy }, store)
  // In a step's sandbox the user's own policy is out of sight: rather nothing than a guess.
  const view = process.env[SANDBOX_VARIABLE] === undefined ? seen : { ...seen, mode: 'unknown' }
  const { mode } = context
  return ok({ data: view, text: mode.json ? '' : statusText(view, paletteFor(mode)) })
}

/** Prints the status whenever it changes, a JSON document a line; ends with Ctrl+C. */
async function watchStatus(context: CliContext, repo: RepoPlace): Promise<Result<Answer>> {
  const store = new AttemptStore(repo.folder)
  let isEnding = false
  const end = () => {
    isEnding = true
  }
  process.once('SIGINT', end)
  process.stdout.once('error', end)
  let shown = ''
  let answer = await readStatus(context, repo, store)
  while (answer.ok && !isEnding) {
    const text = context.mode.json ? JSON.stringify(answer.value.data) : answer.value.text
    if (text !== shown)
      process.stdout.write(context.mode.json ? `${text}\n` : `\u001b[2J\u001b[H${text}\n`)
    shown = text
    await pause(WATCH_EVERY_MS)
    answer = await readStatus(context, repo, store)
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
        const repo = context.place()
        if (!repo.ok) return repo
        if (flags.watch) return watchStatus(context, repo.value)
        return readStatus(context, repo.value, new AttemptStore(repo.value.folder))
      },
      command,
      'reader',
    ),
  )
}
