import type { Result } from '../../shared/result.ts'
import type { Caller, Door } from '../local/commit-actions.ts'
import type { StepDoor } from '../local/step-door-client.ts'
import type { Runtime } from '../scheduler/runtime.ts'

/** What the tools work with: the same door and runtime as every other surface. */
export interface McpParts {
  readonly door: Door
  readonly runtime: Runtime
  /** Always an orchestrator, whoever started the server. */
  readonly caller: Caller & { readonly actor: 'orchestrator' }
  /** Inside an orchestrator's step: all changes go this way, also out of a sandbox. */
  readonly stepDoor?: StepDoor | undefined
  /** What `seqctl status` tells. */
  readonly status: () => Result<unknown>
  /** The policy in force, also seen from inside of a sandbox. */
  readonly policy: () => Promise<Result<unknown>>
  readonly version: string
  /** Ids of the runs that were started here and have to be driven to their end. */
  readonly runs: Set<string>
}
