import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { errorCode } from '../../local/durable-file.ts'
import { SAFE_GIT_ENVIRONMENT, SAFE_GIT_SETTINGS, withoutDrivers } from '../../local/git-safety.ts'

/** How long one git command may take, in milliseconds. */
const GIT_TIMEOUT_MS = 60_000
/** Most bytes of an answer that is read into memory. */
const MAX_ANSWER_BYTES = 1024 * 1024

/** Where and how git is to work. */
export interface GitPlace {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** A file for the output; without it the output is given back. */
  readonly output?: string
}

function endGit(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (cause) {
    if (errorCode(cause) !== 'ESRCH') throw cause
  }
}

/**
 * Runs one git command and gives what it printed, without the last line end. A failing command is a failure
 * with git's own words.
 */
export async function runGit(args: readonly string[], place: GitPlace): Promise<Result<string>> {
  const { cwd } = place
  const environment = { ...place.environment, GIT_OPTIONAL_LOCKS: '0', ...SAFE_GIT_ENVIRONMENT }
  const drivers = await withoutDrivers(args, cwd, environment)
  return new Promise((resolve) => {
    // A session of its own: the end of this process's terminal must not take git with it.
    const child = spawn('git', [...SAFE_GIT_SETTINGS, ...args], {
      cwd,
      env: { ...environment, ...drivers },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const timer = setTimeout(() => endGit(child.pid), GIT_TIMEOUT_MS)
    const settle = (result: Result<string>) => {
      clearTimeout(timer)
      resolve(result)
    }
    const told = { stdout: '', stderr: '' }
    const listen = (name: 'stdout' | 'stderr') => {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (told[name].length < MAX_ANSWER_BYTES) told[name] += text
      })
    }
    listen('stderr')
    let written: Promise<unknown> = Promise.resolve()
    if (place.output === undefined) listen('stdout')
    else {
      const file = createWriteStream(place.output, { mode: 0o600, flush: true })
      written = new Promise((done) => {
        file.once('error', done)
        file.once('close', () => done(undefined))
      })
      child.stdout.pipe(file)
    }
    child.once('error', (cause) => {
      settle(fail('COMMAND_NOT_FOUND', `git could not be started: ${cause.message}.`))
    })
    child.once('close', (code) => {
      const what = `git ${args.join(' ')}`
      void written.then((trouble) => {
        if (trouble) settle(fail('IO', `The output of ${what} could not be written: ${trouble}.`))
        else if (code === 0) settle(ok(told.stdout.replace(/\r?\n$/, '')))
        else settle(fail('IO', `${what} failed: ${told.stderr.trim() || `exit ${code}`}`))
      })
    })
  })
}
