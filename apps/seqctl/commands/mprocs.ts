import type { Command } from 'commander'
import { composeRuntime } from '../../../bridge/scheduler/compose.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

async function withHost(context: CliContext, action: 'status' | 'quit'): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const runtime = composeRuntime(door.value, 'mprocs')
  const host = await runtime.host()
  if (!host.ok) return host
  if (action === 'quit') {
    const ended = await runtime.quit()
    if (!ended.ok) return ended
    return ok({ data: { status: 'ended' }, text: 'The session has ended.' })
  }
  const rows = await host.value.screen()
  const state = host.value.state()
  await runtime.close()
  return ok({ data: { ...state, rows }, text: rows.join('\n') })
}

/** Adds `mprocs status|quit`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('mprocs').description('The hosted mprocs session')
  const status = parent.command('status').description('Show the session and its screen')
  status.action(() => run((context) => withHost(context, 'status'), status))
  const quit = parent.command('quit').description('End the session with everything that runs in it')
  quit.action(() => run((context) => withHost(context, 'quit'), quit))
}
