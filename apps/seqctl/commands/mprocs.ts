import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { refuseAgents } from '../../../bridge/local/agent-process.ts'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { hasSession, type MprocsSession } from '../../../bridge/mprocs/session.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { mprocsOf } from '../runtime.ts'

/** How often a shown session is looked at, in milliseconds. */
const LOOK_EVERY_MS = 200

type SessionBody = (session: MprocsSession, door: Door) => Promise<Result<Answer>>

/** Works on the session that runs; without one there is nothing to show or end. */
async function withSession(context: CliContext, body: SessionBody): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  if (!hasSession(door.value.parts.workspace.stateFolder)) {
    return fail('RUNTIME_UNAVAILABLE', 'No mprocs session runs for this repository.', {
      hint: 'The first run opens one; or: seqctl mprocs open --headless',
    })
  }
  const session = await mprocsOf(door.value)
  if (!session.ok) return session
  const answer = await body(session.value, door.value)
  await session.value.close()
  return answer
}

async function show(session: MprocsSession): Promise<Result<Answer>> {
  const rows = await session.screen()
  return ok({ data: { ...session.state(), rows }, text: rows.join('\n') })
}

async function select(session: MprocsSession, door: Door, id: string): Promise<Result<Answer>> {
  const store = new AttemptStore(door.parts.workspace.folder)
  const place = store.newest().get(id)
  if (!place) return fail('RUN_NOT_FOUND', `Step "${id}" has not run yet.`, { details: { id } })
  const selected = await session.select(store.folderOf(place))
  return selected.ok ? show(session) : selected
}

async function end(session: MprocsSession): Promise<Result<Answer>> {
  await session.quit()
  return ok({ data: { status: 'ended' }, text: 'The session has ended.' })
}

/** Opens the session when none runs, and shows it: once, or at a terminal until Ctrl+C, which ends only the view. */
async function open(
  context: CliContext,
  flags: { readonly headless?: boolean },
): Promise<Result<Answer>> {
  const person = refuseAgents(process.env, 'open a session')
  if (!person.ok) return person
  if (!flags.headless && context.mode.json) {
    return fail('USAGE', 'There is no terminal to show the session at.', {
      hint: 'Open it without one: seqctl mprocs open --headless',
    })
  }
  const door = context.door()
  if (!door.ok) return door
  const session = await mprocsOf(door.value)
  if (!session.ok) return session
  const answer = flags.headless ? await show(session.value) : await watch(session.value)
  await session.value.close()
  return answer
}

async function watch(session: MprocsSession): Promise<Result<Answer>> {
  let isEnding = false
  const end = () => {
    isEnding = true
  }
  process.once('SIGINT', end)
  process.stdout.once('error', end)
  let shown = ''
  while (!isEnding) {
    const text = (await session.screen()).join('\n')
    if (text !== shown) process.stdout.write(`\u001b[2J\u001b[H${text}\n`)
    shown = text
    await pause(LOOK_EVERY_MS)
  }
  return ok({ data: null, text: '', isShown: true, exit: 130 })
}

/** Adds `mprocs open|status|select|quit`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('mprocs').description('The hosted mprocs session')
  const begin = parent
    .command('open')
    .description('Open the session, and show its screen at this terminal until Ctrl+C')
    .option('--headless', 'Only open it')
    .addHelpText('after', '\nExample:\n  seqctl mprocs open --headless')
  begin.action((flags: { headless?: boolean }) => run((context) => open(context, flags), begin))
  const status = parent.command('status').description('Show the session and its screen')
  status.action(() => run((context) => withSession(context, show), status))
  const bring = parent
    .command('select <id>')
    .description("Bring a step's pane up for a moment and show the screen with its output")
  bring.action((id: string) =>
    run((context) => withSession(context, (session, door) => select(session, door, id)), bring),
  )
  const quit = parent.command('quit').description('End the session with everything that runs in it')
  quit.action(() =>
    run((context) => {
      const person = refuseAgents(process.env, 'end a session')
      return person.ok ? withSession(context, end) : person
    }, quit),
  )
}
