import { userInfo } from 'node:os'
import { isAgentProcess } from '../../bridge/local/agent-process.ts'
import type { Caller, Door } from '../../bridge/local/commit-actions.ts'
import { findRepo } from '../../bridge/local/find-repo.ts'
import { type RepoPlace, repoPlace } from '../../bridge/local/repo-place.ts'
import type { StepDoor } from '../../bridge/local/step-door-client.ts'
import { ownDataFolder } from '../../bridge/local/user-data.ts'
import type { composeDoor } from '../../bridge/scheduler/compose.ts'
import { bug, FailureError } from '../../shared/failure.ts'
import { DOOR_VARIABLE } from '../../shared/protocol/step-door-names.ts'
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
  /** The way to the plan from inside an orchestrator's step; undefined elsewhere, and for another repository. */
  stepDoor(): Promise<StepDoor | undefined>
  /** What commands that only read work with: it loads in a fraction of the door's time. */
  place(): Result<RepoPlace>
}

/** A command's body. */
export type CommandBody = (context: CliContext) => Promise<Result<Answer>> | Result<Answer>

/** Who calls: inside a step or under an orchestrator it is never the user, whatever the flags say. */
function callerFrom(env: NodeJS.ProcessEnv): Caller {
  if (!isAgentProcess(env)) return { actor: 'user', name: userInfo().username }
  const stepId = env['THREADOS_STEP']
  return { actor: 'orchestrator', name: stepId ?? 'orchestrator', stepId }
}

/** The context for the flags of one call; a command that only reads has no `compose`. */
export function makeContext(flags: GlobalFlags, compose?: typeof composeDoor): CliContext {
  const dataFolder = ownDataFolder()
  // In a worktree there may be a copy of the plan: an orchestrator steers the one that it belongs to.
  const steered = process.env[DOOR_VARIABLE] ? process.env['THREADOS_ROOT'] : undefined
  const root = () => findRepo(process.cwd(), flags.repo ?? steered)
  return {
    flags,
    mode: outputMode(flags),
    caller: callerFrom(process.env),
    dataFolder,
    door: () =>
      mapResult(root(), (found) =>
        compose
          ? compose({ root: found, dataFolder })
          : bug('a command that only reads asks for the door'),
      ),
    stepDoor: async () => {
      const found = root()
      const isOwn = found.ok && found.value === process.env['THREADOS_ROOT']
      if (!isOwn) return undefined
      // It brings Node's HTTP along, which takes as long to load as all of Node: only where there is a door.
      const { findStepDoor } = await import('../../bridge/local/step-door-client.ts')
      return findStepDoor(process.env)
    },
    place: () => mapResult(root(), (found) => repoPlace(found, dataFolder)),
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
