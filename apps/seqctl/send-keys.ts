import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import { applyThroughStepDoor } from './apply.ts'
import { beginAction } from './begin-action.ts'
import type { CliContext } from './context.ts'
import type { Answer } from './output.ts'

/** Types keys into a running step; inside an orchestrator's step through its door. */
export async function sendKeys(context: CliContext, action: RawAction): Promise<Result<Answer>> {
  const through = await applyThroughStepDoor(context, [action])
  if (through && !through.ok) return through
  if (!through) {
    const begun = await beginAction(context, action, 'mprocs')
    if (!begun.ok) return begun
    await begun.value.runtime.close()
  }
  const id = String(action['id'])
  return ok({ data: { id }, text: `The keys are on their way to ${id}.` })
}
