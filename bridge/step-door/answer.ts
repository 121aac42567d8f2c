import { fail } from '../../shared/failure.ts'
import type { DoorCall, DoorChange, PolicyInForce } from '../../shared/protocol/step-door.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Caller, Door } from '../local/commit-actions.ts'
import { loadPolicy } from '../local/load-policy.ts'
import { performEffects } from '../scheduler/perform.ts'
import type { Runtime } from '../scheduler/runtime.ts'

/** What a step's door works with. */
export interface AnswerParts {
  readonly door: Door
  readonly runtime: Runtime
  readonly caller: Caller & { readonly actor: 'orchestrator'; readonly stepId: string }
  /** Ids of the runs that were started here and have to be driven to their end. */
  readonly runs: Set<string>
}

/** Refuses a step that a person has made an ordinary one, or removed, since its attempt began. */
function checkStanding({ door, caller }: AnswerParts): Result<undefined> {
  const now = door.read()
  if (!now.ok) return now
  const step = now.value.sequence.steps.find(({ id }) => id === caller.stepId)
  return step?.orchestrator === true
    ? ok(undefined)
    : fail('DENIED', `Step "${caller.stepId}" is no orchestrator any more.`)
}

function policyInForce(door: Door): Result<PolicyInForce> {
  const now = door.read()
  if (!now.ok) return now
  const { workspace, dataFolder } = door.parts
  return loadPolicy(workspace.root, dataFolder, now.value.sequence.policy)
}

async function apply(
  parts: AnswerParts,
  { actions, baseRevision, confirm }: Extract<DoorCall, { call: 'apply' }>,
): Promise<Result<DoorChange>> {
  const { door, runtime, caller } = parts
  const applied = await door.apply({ actions, baseRevision, confirm, caller })
  if (!applied.ok) return applied
  const performed = await performEffects(runtime, door, applied.value, caller)
  if (!performed.ok) return performed
  const { runId, started, notes = [], plan } = performed.value
  if (runId !== undefined) parts.runs.add(runId)
  runtime.wake()
  return ok({
    proposal: applied.value.proposal,
    revision: applied.value.revision,
    started: [...started],
    notes: [...notes],
    ...(runId === undefined ? {} : { runId }),
    ...(plan === undefined ? {} : { plan }),
  })
}

/** Answers one call of a step; it acts as an orchestrator and as that step, whatever the call says. */
export async function answerStep(parts: AnswerParts, call: DoorCall): Promise<Result<unknown>> {
  const standing = checkStanding(parts)
  if (!standing.ok) return standing
  const { door, runtime, caller } = parts
  switch (call.call) {
    case 'propose':
      return door.propose({ ...call, caller })
    case 'apply':
      return apply(parts, call)
    case 'settled':
      return runtime.untilSettled(call.ids, call.timeoutMs)
    case 'finished':
      return runtime.finished(call.runId)
    case 'policy':
      return policyInForce(door)
  }
}
