import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

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
}

/** The environment of a test's processes: their own data folder, nothing of an outer ThreadOS. */
export function testEnvironment(dataFolder: string): NodeJS.ProcessEnv {
  const { THREADOS_STEP: _step, THREADOS_ACTOR: _actor, ...env } = process.env
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
    { stdio: ['ignore', 'pipe', 'pipe'], env: testEnvironment(options.dataFolder) },
  )
  const ended = once(child, 'close')
  const text = await readUntilReady(child)
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
    inspectorUrl: /Debugger listening on (\S+)/.exec(text)?.[1],
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  }
}

async function readUntilReady(child: ChildProcess): Promise<string> {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  if (!child.stdout) return text
  for await (const line of createInterface({ input: child.stdout })) {
    text += `${line}\n`
    if (line.startsWith('Ctrl+C')) break
  }
  child.stdout.resume()
  return text
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
