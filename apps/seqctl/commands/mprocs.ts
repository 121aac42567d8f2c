import type { Command } from 'commander'
import { refuseAgents } from '../../../bridge/local/agent-process.ts'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import {
  parseServerAddress,
  portWarning,
  type ServerAddress,
} from '../../../bridge/mprocs/server-address.ts'
import { hasSession, type MprocsSession } from '../../../bridge/mprocs/session.ts'
import { readSession } from '../../../bridge/mprocs/session-file.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { ask, canAsk } from '../confirm-at-terminal.ts'
import type { CliContext } from '../context.ts'
import { SessionView } from '../mprocs-view.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { mprocsOf } from '../runtime.ts'

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

async function show(session: MprocsSession, door: Door): Promise<Result<Answer>> {
  const rows = await session.screen()
  const server = readSession(door.parts.workspace.stateFolder)?.server
  const port = server === undefined ? {} : { server, warning: portWarning(server) }
  const text = [...rows, ...(server === undefined ? [] : [portWarning(server)])].join('\n')
  return ok({ data: { ...session.state(), ...port, rows }, text })
}

async function select(session: MprocsSession, door: Door, id: string): Promise<Result<Answer>> {
  const store = new AttemptStore(door.parts.workspace.folder)
  const place = store.newest().get(id)
  if (!place) return fail('RUN_NOT_FOUND', `Step "${id}" has not run yet.`, { details: { id } })
  const selected = await session.select(store.folderOf(place))
  return selected.ok ? show(session, door) : selected
}

async function end(session: MprocsSession): Promise<Result<Answer>> {
  await session.quit()
  return ok({ data: { status: 'ended' }, text: 'The session has ended.' })
}

interface OpenFlags {
  readonly headless?: boolean
  readonly server?: string
}

/** Opens the session when none runs, and shows it: once, or at a terminal until the person leaves the view. */
async function open(context: CliContext, flags: OpenFlags): Promise<Result<Answer>> {
  const person = refuseAgents(process.env, 'open a session')
  if (!person.ok) return person
  if (!flags.headless && context.mode.json) {
    return fail('USAGE', 'There is no terminal to show the session at.', {
      hint: 'Open it without one: seqctl mprocs open --headless',
    })
  }
  const door = context.door()
  if (!door.ok) return door
  const server =
    flags.server === undefined ? ok(undefined) : await askForPort(door.value, flags.server)
  if (!server.ok) return server
  const session = await mprocsOf(door.value, server.value)
  if (!session.ok) return session
  const answer = flags.headless
    ? await show(session.value, door.value)
    : await view(context, session.value, door.value)
  await session.value.close()
  return answer
}

async function view(
  context: CliContext,
  session: MprocsSession,
  door: Door,
): Promise<Result<Answer>> {
  const left = await new SessionView(session, door, context.caller).run()
  return left.ok ? ok({ data: null, text: '', isShown: true, exit: left.value }) : left
}

/** Where mprocs is to open its control port, once the person at the terminal has read what that means. */
async function askForPort(door: Door, text: string): Promise<Result<ServerAddress>> {
  const address = parseServerAddress(text)
  if (!address.ok) return address
  if (!canAsk()) {
    return fail('DENIED', 'Only a person at a terminal may open the control port.')
  }
  if (hasSession(door.parts.workspace.stateFolder)) {
    return fail('ALREADY_RUNNING', 'A session runs already; its mprocs opens no other port.', {
      hint: 'End it first, with everything that runs in it: seqctl mprocs quit',
    })
  }
  process.stderr.write(`${portWarning(text)}\n`)
  const typed = (await ask('Type "open" to confirm: ')).trim()
  return typed === 'open' ? address : fail('DENIED', 'The control port was not opened.')
}

/** Adds `mprocs open|status|select|quit`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('mprocs').description('The hosted mprocs session')
  const begin = parent
    .command('open')
    .description('Open the session, and watch it, choose panes and type at this terminal')
    .option('--headless', 'Only open it')
    .option(
      '--server <address>',
      "Open mprocs' own control port there; whatever connects to it can run any command as you",
    )
    .addHelpText('after', '\nExample:\n  seqctl mprocs open --headless')
  begin.action((flags: OpenFlags) => run((context) => open(context, flags), begin))
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
