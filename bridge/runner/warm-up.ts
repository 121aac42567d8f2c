import type { Result } from '../../shared/result.ts'
import { type AttemptCommand, AttemptCommandSchema } from '../../shared/schema/run.ts'
import { processStartTime } from '../local/processes.ts'
import { redactorFor } from './output/policy-redactor.ts'
import { hideSecrets } from './output/redactor.ts'

/** A command of the right form that nothing runs. */
function sampleCommand(root: string): AttemptCommand {
  return {
    runId: '00000000000000000000000000',
    stepId: 'warm-up',
    attempt: 1,
    model: 'shell',
    root,
    argv: ['./warm-up'],
    cwd: '.',
    workspace: 'shared',
    access: 'edit',
    timeoutMs: 1000,
    graceMs: 1000,
    maxLogBytes: 1024,
    artifacts: [],
    environment: [],
    review: false,
    confirmed: false,
  }
}

/**
 * Goes once through what every attempt begins with, so that the code is compiled and the user's policy parsed when
 * the ticket comes: tens of milliseconds of the time between a step's end and the start of what waits for it. What
 * it finds means nothing; the attempt asks everything again, of its own command.
 */
export function warmUp(
  folder: string,
  checkCommand: (command: AttemptCommand) => Result<void>,
): void {
  const checked = AttemptCommandSchema.safeParse(sampleCommand(folder))
  if (checked.success) checkCommand(checked.data)
  hideSecrets(redactorFor(folder), 'warm-up')
  processStartTime(process.pid)
}
