import type { Command } from 'commander'
import type { MergePreview } from '../../../bridge/git/merge-worktree.ts'
import type { ActionDefinition } from '../../../shared/actions/define.ts'
import { worktreeMerge, worktreeRemove } from '../../../shared/actions/nouns/worktree.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { actionFrom, declareAction } from '../action-command.ts'
import { beginAction } from '../begin-action.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'
import { splitArguments } from './action-noun.ts'

async function list(context: CliContext): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const { listWorktrees } = await import('../../../bridge/git/worktrees.ts')
  const found = await listWorktrees(repo.value.root)
  return mapResult(found, (worktrees) => ({
    data: { worktrees },
    text: table(
      ['STEP', 'BRANCH', 'UNCOMMITTED', 'AHEAD', 'SIZE'],
      worktrees.map(({ stepId, branch, uncommitted, ahead, bytes }) => [
        stepId,
        branch,
        String(uncommitted),
        String(ahead),
        formatBytes(bytes),
      ]),
    ),
  }))
}

/** A size for people: 850 B, 12.3 kB, 4.0 MB. */
function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

function previewText(found: MergePreview): string {
  const { stepId, into, uncommitted, files, conflicts } = found
  const conflict = conflicts.map((path) => `conflict  ${path}`)
  const changed = files
    .filter((path) => !conflicts.includes(path))
    .map((path) => `change    ${path}`)
  return [
    `Merging ${stepId} into ${into}: ${files.length} changed, ${conflicts.length} in conflict.`,
    ...(uncommitted.length > 0 ? [`Not committed yet: ${uncommitted.join(', ')}.`] : []),
    ...conflict,
    ...changed,
  ].join('\n')
}

async function preview(context: CliContext, id: string): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const { previewMerge } = await import('../../../bridge/git/merge-worktree.ts')
  const found = await previewMerge(repo.value.root, id)
  return mapResult(found, (data) => ({ data, text: previewText(data) }))
}

async function act(
  context: CliContext,
  action: ActionDefinition,
  command: Command,
): Promise<Result<Answer>> {
  const raw = actionFrom(action, splitArguments(command, action.positional.length))
  if (!raw.ok) return raw
  const begun = await beginAction(context, raw.value, 'direct')
  if (!begun.ok) return begun
  await begun.value.runtime.close()
  const { worktree, notes } = begun.value.performed
  return ok({ data: worktree, text: notes?.join('\n') ?? '' })
}

/** Adds `worktree list|preview|merge|remove`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('worktree').description("Work on steps' git worktrees")
  const all = parent.command('list').description('List worktrees with their disk use')
  all.action(() => run(list, all, 'reader'))
  const look = parent
    .command('preview <id>')
    .description('Show what merging a worktree would change, and its conflicts; nothing is touched')
    .addHelpText('after', '\nExample:\n  seqctl worktree preview build')
  look.action((id: string) => run((context) => preview(context, id), look, 'reader'))
  for (const action of [worktreeMerge, worktreeRemove] as const) {
    const definition: ActionDefinition = action
    const verb = action.name.slice('worktree.'.length)
    const command = declareAction(parent.command(verb), definition)
    command.action(() => run((context) => act(context, definition, command), command))
  }
}
