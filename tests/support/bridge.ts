import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

/** The project's own folder. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** A bridge that runs as a process of its own. */
export interface RunningBridge {
  readonly process: ChildProcess
  readonly url: string
  readonly port: number
  /** Codes that it printed: the one in its link, and the one for another window. */
  readonly linkCode: string
  readonly shownCode: string
  /** All that it has printed so far. */
  readonly said: () => string
  /** Where its inspector listens, when it was started with `--inspect=0`. */
  readonly inspectorUrl: string | undefined
  /** Ends it as Ctrl+C does; resolves when it is gone. */
  stop(): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** How a bridge is started for a test. */
export interface BridgeOptions {
  readonly repo: string
  /** The user's own data folder. */
  readonly dataFolder: string
  readonly executor?: 'mprocs' | 'direct'
  readonly port?: number
  readonly flags?: readonly string[]
  /** Options of Node itself. */
  readonly nodeFlags?: readonly string[]
  /** Variables besides those of a test's processes. */
  readonly env?: NodeJS.ProcessEnv
}

/** The environment of a test's processes: their own data folder, nothing of an outer ThreadOS, nobody's model. */
export function testEnvironment(dataFolder: string): NodeJS.ProcessEnv {
  const { THREADOS_STEP: _step, THREADOS_ACTOR: _actor, ...outer } = process.env
  const {
    ANTHROPIC_API_KEY: _key,
    ANTHROPIC_BASE_URL: _url,
    ANTHROPIC_MODEL: _model,
    ...env
  } = outer
  return { ...env, THREADOS_DATA: dataFolder, NO_COLOR: '1' }
}

/** Starts the built bridge on a free port; resolves when it listens. */
export async function startBridge(options: BridgeOptions): Promise<RunningBridge> {
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeFlags ?? []),
      join(ROOT, 'dist', 'bridge.js'),
      '--repo',
      options.repo,
      '--port',
      String(options.port ?? 0),
      '--no-open',
      '--executor',
      options.executor ?? 'direct',
      ...(options.flags ?? []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...testEnvironment(options.dataFolder), ...options.env },
    },
  )
  const ended = once(child, 'close')
  const { isReady, said } = listenTo(child)
  await isReady
  const text = said()
  const link = /Open (http:\/\/127\.0\.0\.1:(\d+))\/#pair=(\S+)/.exec(text)
  const shown = /another window: (\S+)/.exec(text)
  if (!link || !shown) throw new Error(`The bridge did not start:\n${text}`)
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return {
    process: child,
    url: link[1] ?? '',
    port: Number(link[2]),
    linkCode: link[3] ?? '',
    shownCode: shown[1] ?? '',
    said,
    inspectorUrl: /Debugger listening on (\S+)/.exec(text)?.[1],
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  }
}

/** Gathers what it says; resolves when it listens, or has ended. */
function listenTo(child: ChildProcess): { isReady: Promise<unknown>; said: () => string } {
  let text = ''
  const isReady = Promise.withResolvers<void>()
  const take = (part: string) => {
    text += part
    if (text.includes('\nCtrl+C')) isReady.resolve()
  }
  child.stdout?.setEncoding('utf8').on('data', take)
  child.stderr?.setEncoding('utf8').on('data', take)
  return { isReady: Promise.race([isReady.promise, once(child, 'close')]), said: () => text }
}

/** Trades a code for a token, as the app does. */
export async function pairWith(bridge: RunningBridge, code: string): Promise<string> {
  const answer = await fetch(`${bridge.url}/api/pair`, {
    method: 'POST',
    headers: { Origin: bridge.url, 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const { token }: { token: string } = await answer.json()
  return token
}
