import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import { ioFailure } from '../../local/io-failure.ts'
import type { AgentSpec } from './agent-process.ts'
import { type ProgramFacts, resolveProgram } from './resolve-program.ts'

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Facts about this machine for finding programs. */
export function ownProgramFacts(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProgramFacts {
  return {
    platform: process.platform,
    // Windows spells it Path as often as PATH.
    path: environment['PATH'] ?? environment['Path'],
    pathExt: environment['PATHEXT'],
    root,
    node: process.execPath,
    isProgram,
    readText: (path) => readFileSync(path, 'utf8'),
  }
}

/** The folder that a command is to run in, through all links; refused when it is missing or outside the root. */
function realCwd(command: AttemptCommand): Result<string> {
  const wanted = resolve(command.root, command.cwd)
  let root: string
  let cwd: string
  try {
    root = realpathSync(command.root)
    cwd = realpathSync(wanted)
    if (!statSync(cwd).isDirectory()) {
      return fail('INVALID_PATH', `The working folder is no folder: ${wanted}.`)
    }
  } catch (cause) {
    const told = ioFailure(cause, wanted)
    return told.ok || told.failure.details?.['code'] !== 'ENOENT'
      ? told
      : fail('INVALID_PATH', `The working folder does not exist: ${wanted}.`)
  }
  const way = relative(root, cwd)
  if (way === '..' || way.startsWith('../') || way.startsWith('..\\') || isAbsolute(way)) {
    return fail('DENIED', `The working folder lies outside the repository: ${cwd}.`)
  }
  return ok(cwd)
}

/** The file that is the agent itself: the script, where Node runs one. */
export function agentFileOf({ file, args }: Pick<AgentSpec, 'file' | 'args'>): string {
  const [script] = args
  return file === process.execPath && script !== undefined ? script : file
}

/** Everything that is needed to start a command's agent, looked up on this machine now. */
export function prepareAgent(
  command: AttemptCommand,
  environment: Readonly<Record<string, string>>,
): Result<AgentSpec> {
  const cwd = realCwd(command)
  if (!cwd.ok) return cwd
  const [name, ...args] = command.argv
  if (name === undefined || name === '') {
    return fail('COMMAND_NOT_FOUND', 'The command names no program.')
  }
  const program = resolveProgram(name, ownProgramFacts(command.root, environment))
  if (!program.ok) return program
  return ok({
    file: program.value.file,
    args: [...program.value.prefix, ...args],
    cwd: cwd.value,
    environment,
    stdin: (command.promptBy ?? 'stdin') === 'stdin' ? command.stdin : undefined,
    keepsInput: command.input === true,
  })
}
