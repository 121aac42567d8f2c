import type { Command } from 'commander'
import { readAttemptText } from '../../../bridge/scheduler/attempt-files.ts'
import { type AttemptPlace, AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { harmlessText } from '../../../shared/harmless-text.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { findAttempt } from '../attempts.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

function readAll(store: AttemptStore, place: AttemptPlace): string {
  let text = ''
  for (let offset = 0; ; ) {
    const piece = readAttemptText(store, place, 'diff.patch', offset)
    if (piece.text === null || piece.nextOffset === offset) return text
    text += piece.text
    offset = piece.nextOffset
  }
}

async function diff(
  context: CliContext,
  id: string,
  flags: { run?: string },
): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const store = new AttemptStore(repo.value.folder)
  const place = await findAttempt(repo.value, store, id, flags.run)
  if (!place.ok) return place
  const text = readAll(store, place.value)
  const { runId, stepId, attempt } = place.value
  return ok({
    data: { runId, stepId, attempt, diff: text },
    text: harmlessText(text).replace(/\n$/, '') || 'The attempt changed no file.',
  })
}

/** Adds `diff`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('diff <id>')
    .description('Show what a step changed in the files of the repository')
    .option('--run <id>', 'Show the attempt of this run instead of the newest')
    .addHelpText('after', '\nExample:\n  seqctl diff build')
  command.action((id: string, flags: { run?: string }) =>
    run((context) => diff(context, id, flags), command, 'reader'),
  )
}
