import type { Command } from 'commander'
import { listAudit, verifyAudit } from '../../../bridge/local/audit-log.ts'
import { chainResult } from '../../../shared/audit/chain.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'

async function tail(context: CliContext, count: number): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const entries = await listAudit(door.value.parts.workspace.auditPath, {}, { limit: count })
  if (!entries.ok) return entries
  const rows = entries.value.map((entry) => [
    String(entry.seq),
    entry.timestamp,
    entry.actor,
    entry.action,
    entry.target,
    entry.result,
  ])
  const text = table(['SEQ', 'TIME', 'ACTOR', 'ACTION', 'TARGET', 'RESULT'], rows)
  return ok({ data: entries.value, text })
}

function verify(context: CliContext): Result<Answer> {
  const door = context.door()
  if (!door.ok) return door
  const { auditPath } = door.value.parts.workspace
  const good = chainResult(verifyAudit(auditPath), auditPath)
  if (!good.ok) return good
  return ok({ data: { entries: good.value }, text: `${good.value} entries, the chain holds.` })
}

/** Adds `audit tail|verify`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('audit').description('Read and check the audit log')
  const last = parent.command('tail [count]').description('Show the newest entries (20)')
  last.action((count?: string) => run((context) => tail(context, Number(count ?? 20)), last))
  const check = parent
    .command('verify')
    .description('Check the chain of hashes; name the first line that is wrong')
  check.action(() => run(verify, check))
}
