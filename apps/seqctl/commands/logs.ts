import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { type AttemptPlace, AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { readLog } from '../../../bridge/scheduler/log-file.ts'
import { harmlessText } from '../../../shared/harmless-text.ts'
import type { LogStream } from '../../../shared/protocol/events.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { hasEnded } from '../../../shared/schema/run.ts'
import { findAttempt } from '../attempts.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

interface LogFlags {
  readonly follow?: boolean
  readonly stderr?: boolean
  readonly run?: string
}

const FOLLOW_EVERY_MS = 100

async function follow(store: AttemptStore, place: AttemptPlace, stream: LogStream): Promise<void> {
  let isUnread = false
  process.stdout.once('error', () => {
    isUnread = true
  })
  for (let offset = 0; ; ) {
    const record = store.read(place)
    const isLast = record.ok && record.value !== undefined && hasEnded(record.value)
    const chunk = readLog(store, place, stream, offset)
    process.stdout.write(harmlessText(chunk.text))
    if ((isLast && chunk.nextOffset === offset) || isUnread) return
    offset = chunk.nextOffset
    if (chunk.text === '') await pause(FOLLOW_EVERY_MS)
  }
}

function readAll(store: AttemptStore, place: AttemptPlace, stream: LogStream): string {
  let text = ''
  for (let offset = 0; ; ) {
    const chunk = readLog(store, place, stream, offset)
    if (chunk.nextOffset === offset) return text
    text += chunk.text
    offset = chunk.nextOffset
  }
}

async function logs(context: CliContext, id: string, flags: LogFlags): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const store = new AttemptStore(repo.value.folder)
  const found = await findAttempt(repo.value, store, id, flags.run)
  if (!found.ok) return found
  const place = found.value
  const stream = flags.stderr ? 'stderr' : 'stdout'
  if (flags.follow && !context.mode.json) {
    await follow(store, place, stream)
    return ok({ data: null, text: '', isShown: true })
  }
  const text = readAll(store, place, stream)
  return ok({ data: { ...place, stream, text }, text: harmlessText(text).replace(/\n$/, '') })
}

/** Adds `logs`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('logs <id>')
    .description("Show a step's output")
    .option('--follow', 'Go on until the attempt ends')
    .option('--stderr', 'Show the error output')
    .option('--run <id>', 'Show the attempt of this run instead of the newest')
    .addHelpText('after', '\nExample:\n  seqctl logs build --follow')
  command.action((id: string, flags: LogFlags) =>
    run((context) => logs(context, id, flags), command, 'reader'),
  )
}
