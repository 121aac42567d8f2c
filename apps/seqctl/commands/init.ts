import { basename } from 'node:path'
import type { Command } from 'commander'
import { folderToInitialize } from '../../../bridge/local/find-repo.ts'
import { initializeRepo } from '../../../bridge/local/initialize-repo.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'

async function init(context: CliContext, name: string | undefined): Promise<Result<Answer>> {
  const root = folderToInitialize(process.cwd(), context.flags.repo)
  if (!root.ok) return root
  const made = await initializeRepo({
    root: root.value,
    name: name ?? basename(root.value),
    caller: context.caller,
    dataFolder: context.dataFolder,
  })
  if (!made.ok) return made
  const { revision, files } = made.value
  return ok({
    data: { path: root.value, name: name ?? basename(root.value), revision, files },
    text: `Made ${files.join(', ')} in ${root.value}.\nNext: seqctl step add ID --type base --model shell -- COMMAND ARGS…`,
  })
}

/** Adds `init`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('init')
    .description('Begin a sequence in this repository')
    .option('--name <text>', 'Name of the sequence (default: the folder)')
    .addHelpText('after', '\nExample:\n  seqctl init --name "Release 2.0"')
  command.action((flags: { name?: string }) => run((context) => init(context, flags.name), command))
}
