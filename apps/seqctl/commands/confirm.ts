import type { Command } from 'commander'
import type { StoredConfirmation } from '../../../bridge/local/confirmations.ts'
import { fail } from '../../../shared/failure.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { canAsk, confirmAtTerminal } from '../confirm-at-terminal.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

async function confirm(context: CliContext, id: string): Promise<Result<Answer>> {
  if (context.caller.actor !== 'user' || !canAsk()) {
    return refuseAnswer(context, id)
  }
  const { Confirmations } = await import('../../../bridge/local/confirmations.ts')
  const confirmations = new Confirmations(context.dataFolder)
  const open = confirmations.find(id)
  if (!open.ok) return open
  const { covers } = open.value
  const needed = confirmations.missing(open.value)
  const message = `To confirm, for ${open.value.root}:\n  ${covers.join('\n  ')}`
  const asked = { code: 'CONFIRMATION_REQUIRED', message, details: { id, needed } } as const
  const answer = await confirmAtTerminal(asked, confirmations, { yes: 'yes', no: 'no' })
  if (answer === 'refused') return refuse(context, open.value)
  return answer === 'confirmed'
    ? ok({ data: { id, covers }, text: `Confirmed. Repeat the command with --confirm ${id}.` })
    : fail('INTERRUPTED', 'Not confirmed.')
}

/** Refuses who is no person at a terminal; what an agent tried to answer for itself is kept in the audit log. */
async function refuseAnswer(context: CliContext, id: string): Promise<Result<never>> {
  const message = 'Only a person at a terminal may confirm.'
  const hint = `Open a terminal and run: seqctl confirm ${id}`
  const now = context.caller.actor === 'user' ? undefined : context.door()
  if (!now?.ok) return fail('DENIED', message, { hint })
  const plan = now.value.read()
  const deed = {
    action: 'confirmation.answer',
    target: id.slice(0, 64),
    policy_mode: plan.ok ? plan.value.policy.mode : 'SAFE',
  } as const
  const { denyAgent } = await import('../../../bridge/local/deny-agent.ts')
  return denyAgent(now.value.parts.workspace, deed, { code: 'DENIED', message, hint })
}

/** Says no in the repository that the question is about, which need not be the one of the working folder. */
async function refuse(
  { dataFolder }: CliContext,
  { id, root, covers }: StoredConfirmation,
): Promise<Result<Answer>> {
  const { composeDoor } = await import('../../../bridge/scheduler/compose.ts')
  const { refuseQuestion } = await import('../../../bridge/local/refuse-question.ts')
  const refused = await refuseQuestion(composeDoor({ root, dataFolder }).parts, id)
  return mapResult(refused, () => ({
    data: { id, covers, refused: true },
    text: 'Refused. It is not asked again for two minutes, and stands in the audit log.',
  }))
}

/** Adds `confirm`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('confirm <id>')
    .description('Confirm or refuse, as a person at a terminal, what a command asked for')
  command.action((id: string) => run((context) => confirm(context, id), command))
}
