import { readShownPlan } from '../../bridge/local/shown-plan.ts'
import { fail } from '../../shared/failure.ts'
import type { PolicyInForce } from '../../shared/protocol/step-door.ts'
import { SANDBOX_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { mapResult, type Result } from '../../shared/result.ts'
import type { CliContext } from './context.ts'

/**
 * The policy that holds for the caller's repository. In a step's sandbox the user's own part of it is out of sight:
 * an orchestrator asks its door, and everybody else is told so, since a guess would be taken for what holds.
 */
export async function policyInForce(
  context: CliContext,
): Promise<Result<PolicyInForce & { readonly root: string }>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const { root, dataFolder } = repo.value
  const stepDoor = await context.stepDoor()
  if (stepDoor) return mapResult(await stepDoor.policy(), (loaded) => ({ ...loaded, root }))
  if (process.env[SANDBOX_VARIABLE] !== undefined) {
    return fail('RUNTIME_UNAVAILABLE', "The user's own policy can't be seen in a step's sandbox.", {
      hint: 'What is not allowed is refused when it is asked for. A step with "orchestrator: true" can ask its door.',
    })
  }
  const now = await readShownPlan(repo.value)
  if (!now.ok) return now
  const { loadPolicy } = await import('../../bridge/local/load-policy.ts')
  const loaded = loadPolicy(root, dataFolder, now.value.sequence.policy)
  return mapResult(loaded, (found) => ({ ...found, root }))
}
