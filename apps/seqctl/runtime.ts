import type { AppliedActions, Door } from '../../bridge/local/commit-actions.ts'
import type { ServerAddress } from '../../bridge/mprocs/server-address.ts'
import type { MprocsSession } from '../../bridge/mprocs/session.ts'
import type { Performed } from '../../bridge/scheduler/perform.ts'
import type { Runtime } from '../../bridge/scheduler/runtime.ts'
import type { Result } from '../../shared/result.ts'
import type { Executor } from '../../shared/schema/run.ts'
import type { CliContext } from './context.ts'

// What runs things is loaded here when it is asked for: help and completion know every command and run none.

/** The runtime of a door's repository; to be closed by who asked for it. */
export async function runtimeOf(door: Door, executor: Executor): Promise<Runtime> {
  const { composeRuntime } = await import('../../bridge/scheduler/compose.ts')
  return composeRuntime(door, executor)
}

/** The mprocs session of a door's repository, begun when there is none: with a control port when that is given. */
export async function mprocsOf(door: Door, server?: ServerAddress): Promise<Result<MprocsSession>> {
  const { openMprocs } = await import('../../bridge/scheduler/compose.ts')
  return openMprocs(door, server)
}

/** Sets going what follows from applied actions. */
export async function setGoing(
  runtime: Runtime,
  door: Door,
  applied: AppliedActions,
  { caller }: CliContext,
): Promise<Result<Performed>> {
  const { performEffects } = await import('../../bridge/scheduler/perform.ts')
  return performEffects(runtime, door, applied, caller)
}
