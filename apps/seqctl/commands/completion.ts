import type { Command } from 'commander'
import { nearest } from '../../../shared/actions/nearest.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { commandTable } from '../command-table.ts'
import { completionScript, SHELLS } from '../completion.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

function completion(context: CliContext, program: Command, name: string): Result<Answer> {
  const shell = SHELLS.find((one) => one === name.toLowerCase())
  if (!shell) {
    const near = nearest(name, SHELLS)
    return fail('USAGE', `There is no completion for ${name}.`, {
      hint: near === undefined ? `The shells are ${SHELLS.join(', ')}.` : `Did you mean ${near}?`,
    })
  }
  const script = completionScript(shell, commandTable(program))
  if (context.flags.json) return ok({ data: { shell, script }, text: '' })
  // A shell reads this from a pipe, so it is the script itself there too.
  process.stdout.write(script)
  return ok({ data: null, text: '', isShown: true })
}

/** Adds `completion`; the program must have all its commands. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('completion')
    .description('Print the script that lets a shell complete seqctl; JSON only with --json')
    .argument('<shell>', SHELLS.join(', '))
    .addHelpText('after', '\nExample:\n  eval "$(seqctl completion bash)"')
  command.action((shell: string) =>
    run((context) => completion(context, program, shell), command, 'reader'),
  )
}
