import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { FAILURES, type Failure, fail, failureFrom, formatPlace } from '../shared/failure.ts'
import { harmlessText } from '../shared/harmless-text.ts'
import { DEFAULT_PORT } from '../shared/protocol/methods.ts'
import { ok, type Result } from '../shared/result.ts'
import { ExecutorSchema } from '../shared/schema/run.ts'
import { findBridge, removeBridgeFile, writeBridgeFile } from './bridge-file.ts'
import { readProvider } from './chat-proxy/provider.ts'
import { refuseAgents } from './local/agent-process.ts'
import { findRepo } from './local/find-repo.ts'
import { processStartTime } from './local/processes.ts'
import { productVersion } from './local/product-version.ts'
import { installFolder } from './local/programs.ts'
import { ownDataFolder } from './local/user-data.ts'
import { openBrowser } from './open-browser.ts'
import { composeDoor, composeRuntime } from './scheduler/compose.ts'
import { ownOrigin } from './server/access.ts'
import { Hub } from './server/hub.ts'
import { BridgeServer } from './server/server.ts'
import { Tokens } from './server/tokens.ts'

interface Options {
  readonly repo: string | undefined
  readonly port: number
  readonly open: boolean
  readonly executor: 'mprocs' | 'direct'
  /** Origins besides its own whose pages may talk to the bridge, as for an app under development. */
  readonly origins: readonly string[]
}

function readOptions(argv: readonly string[]): Result<Options> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string' },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      open: { type: 'boolean', default: true },
      executor: { type: 'string', default: 'mprocs' },
      'allow-origin': { type: 'string', multiple: true, default: [] },
    },
    allowNegative: true,
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail('USAGE', `--port must be a number from 0 to 65535, not "${values.port}".`)
  }
  const executor = ExecutorSchema.safeParse(values.executor)
  if (!executor.success) {
    return fail('USAGE', `--executor must be mprocs or direct, not "${values.executor}".`)
  }
  return ok({
    repo: values.repo,
    port,
    open: values.open,
    executor: executor.data,
    origins: values['allow-origin'],
  })
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Starts the bridge; resolves when it listens. */
async function start(options: Options): Promise<Result<() => Promise<void>>> {
  // It prints a code that makes whoever reads it a person.
  const person = refuseAgents(process.env, 'start a bridge')
  if (!person.ok) return person
  const root = findRepo(process.cwd(), options.repo)
  if (!root.ok) return root
  const dataFolder = ownDataFolder()
  const door = composeDoor({ root: root.value, dataFolder })
  const { stateFolder } = door.parts.workspace
  const other = findBridge(stateFolder)
  if (other) {
    return fail('LOCKED', `A bridge runs for this repository already: ${other.url}`, {
      hint: `Use that one, or stop it first (process ${other.pid}).`,
      details: { url: other.url, pid: other.pid },
    })
  }
  const runtime = composeRuntime(door, options.executor)
  const tokens = new Tokens(dataFolder, root.value)
  const install = installFolder()
  const version = productVersion()
  const provider = readProvider(process.env)
  if (provider.complaint) process.stderr.write(describe(provider.complaint))
  const hub = new Hub({ door, runtime, repoName: basename(root.value), version, provider })
  let port = options.port
  const server = new BridgeServer({
    hub,
    tokens,
    userName: userInfo().username,
    webFolder: join(install, 'dist', 'web'),
    rules: () => ({ port, extraOrigins: options.origins }),
  })
  const listening = await server.listen(options.port)
  if (!listening.ok) return listening
  port = listening.value
  const url = ownOrigin(port)
  const startedAt = processStartTime(process.pid) ?? ''
  writeBridgeFile(stateFolder, { url, pid: process.pid, startedAt, version })
  runtime.watch()
  const adopted = await runtime.adopt()
  if (!adopted.ok) process.stderr.write(describe(adopted.failure))
  const linkCode = tokens.newCode()
  const shownCode = tokens.newCode()
  const link = `${url}/#pair=${linkCode}`
  tell(`ThreadOS works on ${root.value}`)
  tell(`Open ${link}`)
  tell(`Pairing code for another window: ${shownCode.slice(0, 4)}-${shownCode.slice(4)}`)
  tell('Ctrl+C ends the bridge and what it started.')
  if (options.open) openBrowser(link)
  return ok(async () => {
    await server.close()
    await runtime.shutdown()
    removeBridgeFile(stateFolder)
  })
}

function describe(failure: Failure): string {
  const place = formatPlace(failure.at)
  const lines = [failure.message, place && `  at ${place}`, failure.hint && `  ${failure.hint}`]
  return harmlessText(lines.filter(Boolean).join('\n')).concat('\n')
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  const started = options.ok ? await start(options.value) : options
  if (!started.ok) {
    process.stderr.write(describe(started.failure))
    process.exitCode = FAILURES[started.failure.code].exit
    return
  }
  let isEnding = false
  const end = () => {
    if (isEnding) return
    isEnding = true
    tell('\nEnding …')
    void started.value().finally(() => process.exit(0))
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  process.on('SIGHUP', end)
}

main().catch((cause: unknown) => {
  process.stderr.write(describe(failureFrom(cause)))
  process.exitCode = 1
})
