import { type Command, Option } from 'commander'
import { ActorSchema, AuditResultSchema } from '../../../shared/schema/audit-entry.ts'
import type { ListFlags } from '../audit-answers.ts'
import type { Runner } from '../run-cli.ts'

/** What reads the log is loaded when a command runs: help and completion go without. */
function answers() {
  return import('../audit-answers.ts')
}

function addFilters(command: Command): Command {
  return command
    .addOption(new Option('--actor <actor>', 'Only entries of').choices(ActorSchema.options))
    .option('--action <name>', 'Only this action, or all of a noun, as in step')
    .option('--target <id>', 'Only what was done to this')
    .addOption(
      new Option('--result <result>', 'Only entries that ended so').choices(
        AuditResultSchema.options,
      ),
    )
    .option('--since <time>', 'Not before this time, or 30m, 2h, 7d ago')
    .option('--until <time>', 'Not after this time')
}

/** Adds `audit list|tail|verify`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('audit').description('Read and check the audit log')
  const all = addFilters(parent.command('list'))
    .description('List entries by page, the newest page first')
    .option('--before <seq>', 'Only entries numbered below this one: the next page')
    .option('--limit <n>', 'Entries of a page (20)')
    .addHelpText(
      'after',
      '\nExample:\n  seqctl audit list --actor orchestrator --result denied --since 7d',
    )
  all.action((flags: ListFlags) =>
    run(async (context) => (await answers()).listEntries(context, flags), all, 'reader'),
  )
  const last = addFilters(parent.command('tail [count]')).description(
    'Show the newest entries (20), without paging',
  )
  last.action((count: string | undefined, flags: ListFlags) => {
    const asked = count === undefined ? flags : { ...flags, limit: count }
    return run(async (context) => (await answers()).tailEntries(context, asked), last, 'reader')
  })
  const check = parent
    .command('verify')
    .description(
      'Check the chain of hashes and the signed checkpoints; name the first line that is wrong, with exit code 1',
    )
  check.action(() => run(async (context) => (await answers()).verifyLog(context), check, 'reader'))
}
