import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { findBridge } from '../../../bridge/bridge-file.ts'
import { refuseAgents } from '../../../bridge/local/agent-process.ts'
import { programCommand } from '../../../bridge/local/programs.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { ExecutorSchema } from '../../../shared/schema/run.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

interface BridgeFlags {
  readonly port?: string
  readonly open?: boolean
  readonly executor?: string
  readonly allowOrigin?: readonly string[]
}

/** What can be known before the bridge starts is refused here, as one answer like that of every other command. */
function refusal(context: CliContext, flags: BridgeFlags): Result<undefined> {
  const person = refuseAgents(process.env, 'start a bridge')
  if (!person.ok) return person
  const port = Number(flags.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail('USAGE', `--port must be a number from 0 to 65535, not "${flags.port}".`)
  }
  if (flags.executor !== undefined && !ExecutorSchema.safeParse(flags.executor).success) {
    return fail('USAGE', `--executor must be mprocs or direct, not "${flags.executor}".`)
  }
  const repo = context.place()
  if (!repo.ok) return repo
  const other = findBridge(repo.value.stateFolder)
  if (!other) return ok(undefined)
  return fail('LOCKED', `A bridge runs for this repository already: ${other.url}`, {
    hint: `Use that one, or stop it first (process ${other.pid}).`,
    details: { url: other.url, pid: other.pid },
  })
}

/** Runs the bridge in the foreground, as a process of its own with this terminal. */
async function start(context: CliContext, flags: BridgeFlags): Promise<Result<Answer>> {
  const free = refusal(context, flags)
  if (!free.ok) return free
  const [program = process.execPath, ...rest] = programCommand('bridge')
  const argv = [
    ...rest,
    ...(context.flags.repo === undefined ? [] : ['--repo', context.flags.repo]),
    ...(flags.port === undefined ? [] : ['--port', flags.port]),
    ...(flags.executor === undefined ? [] : ['--executor', flags.executor]),
    ...(flags.allowOrigin ?? []).flatMap((origin) => ['--allow-origin', origin]),
    flags.open === true ? '--open' : '--no-open',
  ]
  const child = spawn(program, argv, { stdio: 'inherit' })
  // The terminal's Ctrl+C reaches the bridge itself; this process waits for its end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGTERM') child.kill('SIGTERM')
    })
  }
  const exit = await new Promise<number>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)))
  })
  return ok({ data: null, text: '', isShown: true, exit })
}

/** Adds `bridge start`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('bridge').description('The bridge between app and repository')
  const command = parent
    .command('start')
    .description('Serve the app and the repository on this machine until Ctrl+C')
    .option('--port <n>', 'Port (default 4870); folders that the browser was given belong to it')
    .option('--open', 'Open the app in the browser')
    .option('--executor <name>', 'mprocs (default) or direct')
    .option('--allow-origin <url...>', 'Let pages of this origin talk to the bridge too')
  command.action((flags: BridgeFlags) => run((context) => start(context, flags), command, 'reader'))
}
