import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { TypedKeys } from '../../../shared/schema/keys.ts'
import { errorCode } from '../../local/durable-file.ts'
import { readProcess } from '../../local/process-table.ts'
import type { ProcessIdentity } from '../../local/processes.ts'

/** What to start. The command line reaches the program as it is; no shell sees it. */
export interface AgentSpec {
  readonly file: string
  readonly args: readonly string[]
  /** Absolute. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  readonly stdin: string | undefined
  /** True when its input does not end there: more may be typed. */
  readonly keepsInput?: boolean
  /** Folders outside the repository that it must be able to write, also in a sandbox. */
  readonly folders?: readonly string[]
}

/** How a process ended. */
export interface AgentExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A running agent in a process group (POSIX: a session) of its own. */
export interface AgentProcess {
  readonly identity: ProcessIdentity
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the process has ended. */
  readonly exited: Promise<AgentExit>
  /** Resolves when nobody can write to its output any more. */
  readonly closed: Promise<void>
  /** Gives it more input, where that was kept open; what it no longer reads is lost. */
  type(keys: TypedKeys): void
  /** Lets go of pipes that others hold open. */
  release(): void
}

const SPAWN_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be executed',
  ENOENT: 'it, or the interpreter that it names, is missing',
  ENOEXEC: 'it has no format that the system can execute',
  E2BIG: 'its arguments are too long for the system',
  EAGAIN: 'the system allows no more processes',
  ENOMEM: 'there is not enough memory',
  EMFILE: 'too many files are open',
}

function feed(child: ChildProcess, { stdin, keepsInput = false }: AgentSpec): void {
  // An agent may end, or close its input, without reading all of it.
  child.stdin?.on('error', () => undefined)
  if (keepsInput) child.stdin?.write(stdin ?? '')
  else child.stdin?.end(stdin ?? '')
}

async function spawned(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined))
    child.once('error', resolve)
  })
}

function spawnFailure(file: string, cause: unknown): Result<never> {
  const code = errorCode(cause)
  const reason = (code && SPAWN_ERRORS[code]) ?? String(cause)
  return fail('COMMAND_NOT_FOUND', `${file} could not be started: ${reason}.`, {
    details: { program: file, code },
  })
}

/** Starts an agent with its input, if any, followed by the end of input unless that is kept open. */
export async function startAgent(spec: AgentSpec): Promise<Result<AgentProcess>> {
  let child: ChildProcess
  try {
    child = spawn(spec.file, spec.args, {
      cwd: spec.cwd,
      env: spec.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
  } catch (cause) {
    return spawnFailure(spec.file, cause)
  }
  // Right after the start even a process that has ended already can still be read: nobody has collected it.
  const startedAt = child.pid === undefined ? undefined : readProcess(child.pid)?.startedAt
  const exited = new Promise<AgentExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const trouble = await spawned(child)
  const { pid, stdout, stderr } = child
  if (trouble || pid === undefined || !stdout || !stderr) return spawnFailure(spec.file, trouble)
  feed(child, spec)
  return ok({
    identity: { pid, startedAt: startedAt ?? '' },
    stdout,
    stderr,
    exited,
    closed,
    type: ({ text, ends }) => {
      if (!child.stdin?.writable) return
      if (ends) child.stdin.end(text)
      else child.stdin.write(text)
    },
    release: () => {
      for (const pipe of child.stdio) pipe?.destroy()
    },
  })
}
