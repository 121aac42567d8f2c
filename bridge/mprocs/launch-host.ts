import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { ensurePrivateFolder, writeNewFile } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'
import { withoutIdentity } from '../runner/agent/environment.ts'
import { type HostOptions, type HostOutcome, HostOutcomeSchema } from './host/options.ts'
import { createRuntimeFolder, removeRuntimeFolder } from './runtime-folder.ts'

const OPTIONS_FILE = 'options.json'
/** The host's own remarks: only of errors that it did not expect. */
const LOG_FILE = 'session-host.log'
/** How long a host may take to start beside what it gives mprocs, in milliseconds. */
const START_MS = 10_000

/** What a new host is told; its private folder is made here. */
export type LaunchOptions = Omit<HostOptions, 'runtimeFolder'>

function startDetached(command: readonly string[], options: HostOptions): ChildProcess {
  const optionsPath = join(options.runtimeFolder, OPTIONS_FILE)
  writeNewFile(optionsPath, JSON.stringify(options))
  const log = openSync(join(options.stateFolder, LOG_FILE), 'a', 0o600)
  const [file = '', ...args] = command
  try {
    return spawn(file, [...args, optionsPath], {
      cwd: options.runtimeFolder,
      detached: true,
      stdio: ['ignore', 'pipe', log],
      env: withoutIdentity(process.env),
      windowsHide: true,
    })
  } finally {
    closeSync(log)
  }
}

function readOutcome(child: ChildProcess): Promise<Result<HostOutcome>> {
  return new Promise((resolve) => {
    let text = ''
    const settle = () => {
      const line = text.split('\n')[0] ?? ''
      const outcome = line === '' ? undefined : HostOutcomeSchema.safeParse(JSON.parse(line)).data
      const broken = fail(
        'RUNTIME_UNAVAILABLE',
        'The session host ended at once; .threados/state/session-host.log may say why.',
      )
      resolve(outcome ? ok(outcome) : broken)
    }
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\n')) settle()
    })
    child.once('close', settle)
    child.once('error', (cause) => {
      resolve(fail('RUNTIME_UNAVAILABLE', `The session host could not start: ${cause.message}.`))
    })
  })
}

/** Starts a host that outlives this process, and waits until its session is ready or has failed. */
export async function launchHost(
  command: readonly string[],
  options: LaunchOptions,
): Promise<Result<HostOutcome>> {
  let runtimeFolder: string | undefined
  let child: ChildProcess
  try {
    ensurePrivateFolder(options.stateFolder)
    runtimeFolder = createRuntimeFolder()
    child = startDetached(command, { ...options, runtimeFolder })
  } catch (cause) {
    if (runtimeFolder !== undefined) removeRuntimeFolder(runtimeFolder)
    return ioFailure(cause, options.stateFolder)
  }
  const patience = new AbortController()
  const limit = START_MS + options.readyMs
  const outcome = await Promise.race([
    readOutcome(child),
    delay(limit, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
  if (outcome?.ok) {
    child.stdout?.destroy()
    child.unref()
    return outcome
  }
  child.kill('SIGKILL')
  removeRuntimeFolder(runtimeFolder)
  return outcome ?? fail('RUNTIME_UNAVAILABLE', `The session host was not ready after ${limit} ms.`)
}
