import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { ioFailure } from '../../../bridge/local/io-failure.ts'
import { findAction } from '../../../shared/actions/registry.ts'
import type { Proposal } from '../../../shared/commit/proposal.ts'
import { fail } from '../../../shared/failure.ts'
import { RawActionSchema } from '../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { applyForCaller, applyThroughStepDoor } from '../apply.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { runtimeOf, setGoing } from '../runtime.ts'

/** Largest file of actions, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024

const ActionListSchema = z.array(RawActionSchema).min(1).max(1000)
const ActionFileSchema = z.union([
  ActionListSchema,
  z.strictObject({ actions: ActionListSchema, baseRevision: z.string().optional() }),
])
type ActionFile = Extract<z.infer<typeof ActionFileSchema>, { actions: unknown }>

/** The actions of a file, or of standard input: a list, or an object with the list and the revision it was made for. */
function readActions(file: string): Result<ActionFile> {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    return ioFailure(cause, file)
  }
  const name = file === '-' ? 'standard input' : file
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return fail('FILE_TOO_LARGE', `${name} is larger than 8 MiB.`, { at: { file: name } })
  }
  const hint = `As in [{"action":"dep.add","stepId":"test","depId":"build"}]; see: seqctl schema action`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return fail('USAGE', `${name} is not JSON: ${String(cause)}`, { at: { file: name }, hint })
  }
  const checked = ActionFileSchema.safeParse(value)
  if (!checked.success) {
    const message = `${name} holds no list of 1 to 1,000 actions.`
    return fail('USAGE', message, { at: { file: name }, hint })
  }
  return ok(Array.isArray(checked.data) ? { actions: checked.data } : checked.data)
}

/** Runs go on after their command has answered, which this one can't look after. */
function refuseRuns({ actions }: ActionFile): Result<undefined> {
  const index = actions.findIndex(({ action }) => {
    const kind = findAction(action)?.kind
    return kind === 'run' || kind === 'control'
  })
  const found = actions[index]
  if (!found) return ok(undefined)
  return fail(
    'USAGE',
    `Action ${index} is ${found.action}: apply changes the plan and starts nothing.`,
    {
      hint: 'Apply the rest, then use the command: seqctl run, stop or restart.',
      details: { index, action: found.action },
    },
  )
}

function proposalText({ items, notes, diff, prompts, verdict }: Proposal): string {
  const confirmation =
    verdict.confirmation === 'none' ? '' : ` Needs a person (${verdict.confirmation}).`
  return [
    ...items.map((item) => `${item.description}${item.destructive ? ' (destructive)' : ''}`),
    ...notes,
    ...prompts.map((prompt) => `Prompt ${prompt.path}: ${prompt.change}`),
    `${verdict.allowed ? 'Allowed' : 'Denied'}: ${verdict.reason}${confirmation}`,
    ...(diff === '' ? [] : ['', diff.replace(/\n$/, '')]),
  ].join('\n')
}

function appliedAnswer({
  proposal,
  revision,
}: {
  readonly proposal: Proposal
  readonly revision: string
}): Answer {
  const { items, diff, notes } = proposal
  const data = { revision, actions: items.map((item) => item.action), diff, notes }
  return { data, text: [...items.map((item) => item.description), ...notes].join('\n') }
}

async function commit(context: CliContext, door: Door, file: ActionFile): Promise<Result<Answer>> {
  const through = await applyThroughStepDoor(context, file.actions, file.baseRevision)
  if (through) return mapResult(through, appliedAnswer)
  const applied = await applyForCaller(context, door, file.actions, file.baseRevision)
  if (!applied.ok) return applied
  const runtime = await runtimeOf(door, 'mprocs')
  const performed = await setGoing(runtime, door, applied.value, context)
  await runtime.close()
  if (!performed.ok) return performed
  return ok(appliedAnswer(applied.value))
}

async function apply(
  context: CliContext,
  path: string,
  flags: { dryRun?: boolean },
): Promise<Result<Answer>> {
  const file = readActions(path)
  if (!file.ok) return file
  const runs = refuseRuns(file.value)
  if (!runs.ok) return runs
  const door = context.door()
  if (!door.ok) return door
  if (!flags.dryRun) return commit(context, door.value, file.value)
  const stepDoor = await context.stepDoor()
  const proposed =
    (await stepDoor?.propose(file.value)) ??
    door.value.propose({ ...file.value, caller: context.caller })
  return mapResult(proposed, (proposal) => ({ data: proposal, text: proposalText(proposal) }))
}

/** Adds `apply`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('apply')
    .description('Apply a file of actions: all of them, or none')
    .argument(
      '<file>',
      'JSON: a list of actions, or { actions, baseRevision }; - is standard input',
    )
    .option('--dry-run', 'Only show what would change, and what the policy says')
    .addHelpText('after', '\nExample:\n  seqctl apply actions.json --dry-run')
  command.action((file: string, flags: { dryRun?: boolean }) =>
    run((context) => apply(context, file, flags), command),
  )
}
