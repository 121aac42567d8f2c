import type { Command } from 'commander'
import { Confirmations } from '../../../bridge/local/confirmations.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { canAsk, confirmAtTerminal } from '../confirm-at-terminal.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

async function confirm(context: CliContext, id: string): Promise<Result<Answer>> {
  if (context.caller.actor !== 'user' || !canAsk()) {
    return fail('DENIED', 'Only a person at a terminal may confirm.', {
      hint: `Open a terminal and run: seqctl confirm ${id}`,
    })
  }
  const confirmations = new Confirmations(context.dataFolder)
  const open = confirmations.find(id)
  if (!open.ok) return open
  const { covers } = open.value
  const needed = confirmations.missing(open.value)
  const message = `To confirm, for ${open.value.root}:\n  ${covers.join('\n  ')}`
  const asked = { code: 'CONFIRMATION_REQUIRED', message, details: { id, needed } } as const
  const granted = await confirmAtTerminal(asked, confirmations, 'yes')
  return granted === undefined
    ? fail('INTERRUPTED', 'Not confirmed.')
    : ok({ data: { id, covers }, text: `Confirmed. Repeat the command with --confirm ${id}.` })
}

/** Adds `confirm`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('confirm <id>')
    .description('Confirm, as a person at a terminal, what a command asked for')
  command.action((id: string) => run((context) => confirm(context, id), command))
}
