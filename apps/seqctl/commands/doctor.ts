import type { Command } from 'commander'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'

async function doctor(context: CliContext): Promise<Result<Answer>> {
  const { checkPrograms } = await import('../doctor/programs.ts')
  const { checkRepository } = await import('../doctor/repository.ts')
  const checks = [...(await checkPrograms(context.dataFolder)), ...(await checkRepository(context))]
  const rows = checks.map((check) => [check.name, check.status, check.detail, check.fix ?? ''])
  const hasProblem = checks.some((check) => check.status === 'problem')
  return ok({
    data: { checks },
    text: table(['WHAT', 'STATUS', 'DETAIL', 'HOW TO MEND IT'], rows),
    ...(hasProblem ? { exit: 1 } : {}),
  })
}

/** Adds `doctor`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('doctor')
    .description('Check what ThreadOS needs on this machine and how to mend what is missing')
  command.action(() => run(doctor, command, 'reader'))
}
