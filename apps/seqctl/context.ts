import { userInfo } from 'node:os'
import type { Caller, Door } from '../../bridge/local/commit-actions.ts'
import { findRepo } from '../../bridge/local/find-repo.ts'
import { ownDataFolder } from '../../bridge/local/user-data.ts'
import { composeDoor } from '../../bridge/scheduler/compose.ts'
import { FailureError } from '../../shared/failure.ts'
import { mapResult, type Result } from '../../shared/result.ts'
import { type Answer, type OutputMode, outputMode } from './output.ts'

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly repo?: string | undefined
  readonly json?: boolean | undefined
  readonly confirm?: string | undefined
}

/** What a command works with. */
export interface CliContext {
  readonly flags: GlobalFlags
  readonly mode: OutputMode
  readonly caller: Caller
  readonly dataFolder: string
  /** The door of the repository that the flags or the working folder name. */
  door(): Result<Door>
}

/** A command's body. */
export type CommandBody = (context: CliContext) => Promise<Result<Answer>> | Result<Answer>

/** Who calls: inside a step or under an orchestrator it is never the user, whatever the flags say. */
function callerFrom(env: NodeJS.ProcessEnv): Caller {
  const isAgent = env['THREADOS_ACTOR'] === 'orchestrator' || env['THREADOS_STEP'] !== undefined
  const name = isAgent ? (env['THREADOS_STEP'] ?? 'orchestrator') : userInfo().username
  return { actor: isAgent ? 'orchestrator' : 'user', name }
}

/** The context for the flags of one call. */
export function makeContext(flags: GlobalFlags): CliContext {
  const dataFolder = ownDataFolder()
  return {
    flags,
    mode: outputMode(flags),
    caller: callerFrom(process.env),
    dataFolder,
    door: () =>
      mapResult(findRepo(process.cwd(), flags.repo), (root) => composeDoor({ root, dataFolder })),
  }
}

/** Carries out a body; a failure in flight becomes a failed result, a bug goes on. */
export async function runBody(body: CommandBody, context: CliContext): Promise<Result<Answer>> {
  try {
    return await body(context)
  } catch (cause) {
    if (cause instanceof FailureError) return { ok: false, failure: cause.failure }
    throw cause
  }
}
