import { readFileSync, rmSync } from 'node:fs'
import { bug, type Failure, failureFrom } from '../../shared/failure.ts'
import { FailureSchema } from '../../shared/protocol/state.ts'
import type { Result } from '../../shared/result.ts'
import { type ProcessIdentity, processStartTime } from '../local/processes.ts'
import { type HostOptions, HostOptionsSchema, type HostOutcome } from './host/options.ts'
import { SessionHost } from './host/session-host.ts'
import { removeRuntimeFolder } from './runtime-folder.ts'
import { claimSession, releaseClaim } from './session-file.ts'

/** Tells who started the host; they read this one line only. */
function tell(outcome: HostOutcome): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(outcome)}\n`, () => resolve())
  })
}

async function open(options: HostOptions, self: ProcessIdentity): Promise<Result<void>> {
  try {
    const host = new SessionHost(options, self)
    // A terminal that closes is none of the session's business; a wish to end is.
    process.on('SIGHUP', () => undefined)
    process.on('SIGTERM', () => void host.quit())
    process.on('SIGINT', () => void host.quit())
    return await host.open()
  } catch (cause) {
    return { ok: false, failure: failureFrom(cause) }
  }
}

async function giveUp(options: HostOptions, failure: Failure): Promise<void> {
  removeRuntimeFolder(options.runtimeFolder)
  await tell({ outcome: 'failed', failure: FailureSchema.parse(failure) })
  process.exit(1)
}

async function main(optionsPath: string): Promise<void> {
  const options = HostOptionsSchema.parse(JSON.parse(readFileSync(optionsPath, 'utf8')))
  rmSync(optionsPath)
  // Whoever started the host may be gone before it could be told anything.
  process.stdout.on('error', () => undefined)
  const startedAt = processStartTime(process.pid) ?? bug('the host is not in the list of processes')
  const self = { pid: process.pid, startedAt }
  if (!claimSession(options.stateFolder, self)) {
    removeRuntimeFolder(options.runtimeFolder)
    return tell({ outcome: 'claimed' })
  }
  const opened = await open(options, self)
  if (opened.ok) return tell({ outcome: 'ready' })
  releaseClaim(options.stateFolder, self)
  return giveUp(options, opened.failure)
}

await main(process.argv[2] ?? bug('the host was started without its options'))
