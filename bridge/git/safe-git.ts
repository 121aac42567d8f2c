import { spawn } from 'node:child_process'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { SAFE_GIT_ENVIRONMENT, SAFE_GIT_SETTINGS, withoutDrivers } from '../local/git-safety.ts'
import { withoutIdentity } from '../runner/agent/environment.ts'

/** How long one git command may take, in milliseconds. */
const GIT_TIMEOUT_MS = 120_000
/** Most bytes of an answer that is read into memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Where git works, and what else it is told. */
export interface GitOptions {
  readonly cwd: string
  /** Variables besides those of this process, as GIT_INDEX_FILE. */
  readonly environment?: Readonly<Record<string, string>>
  /** Exit codes that are no failure; 0 unless given. */
  readonly accept?: readonly number[]
  /** True for the text to the last byte; without it the last line end goes. */
  readonly exact?: boolean
}

/** What git printed, and with which of the accepted exit codes it ended. */
export interface GitAnswer {
  readonly code: number
  readonly text: string
}

/** This process' environment without what would point git to another repository or name another attempt. */
function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(withoutIdentity(process.env))
  return Object.fromEntries(entries.filter(([name]) => !name.toUpperCase().startsWith('GIT_')))
}

/** Runs one git command that starts nothing of the repository's own choice, and gives what it printed. */
export async function askGit(
  args: readonly string[],
  options: GitOptions,
): Promise<Result<GitAnswer>> {
  const { cwd, accept = [0], exact = false } = options
  const environment = { ...ownEnvironment(), ...options.environment, ...SAFE_GIT_ENVIRONMENT }
  const drivers = await withoutDrivers(args, cwd, environment)
  return new Promise((resolve) => {
    const child = spawn('git', [...SAFE_GIT_SETTINGS, ...args], {
      cwd,
      env: { ...environment, ...drivers },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: GIT_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    const told = { stdout: '', stderr: '' }
    let isTooLong = false
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (told[name].length + text.length > MAX_ANSWER_BYTES) isTooLong = true
        else told[name] += text
      })
    }
    child.once('error', (cause) => {
      resolve(fail('COMMAND_NOT_FOUND', `git could not be started: ${cause.message}.`))
    })
    child.once('close', (code) => {
      const what = `git ${args.join(' ')}`
      if (isTooLong) resolve(fail('IO', `${what} said more than ${MAX_ANSWER_BYTES} bytes.`))
      else if (code !== null && accept.includes(code)) {
        resolve(ok({ code, text: exact ? told.stdout : told.stdout.replace(/\r?\n$/, '') }))
      } else resolve(fail('IO', `${what} failed: ${told.stderr.trim() || `exit ${code}`}`))
    })
  })
}

/** As `askGit`, for commands of which only the printed text counts. */
export async function git(args: readonly string[], options: GitOptions): Promise<Result<string>> {
  const answer = await askGit(args, options)
  return answer.ok ? ok(answer.value.text) : answer
}

/** Parts of a list that git printed with NUL after each. */
export function nulList(text: string): string[] {
  return text.split('\0').filter((part) => part !== '')
}
