import type { Command } from 'commander'
import { readShownPlan } from '../../../bridge/local/shown-plan.ts'
import { requireStep } from '../../../shared/actions/edits.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import {
  dependenciesOf,
  gateStatus,
  softDependenciesOf,
  stepStatus,
} from '../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'

async function withSequence(
  context: CliContext,
  show: (sequence: Sequence) => Result<Answer>,
): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const now = await readShownPlan(repo.value)
  return now.ok ? show(now.value.sequence) : now
}

function listSteps(sequence: Sequence): Result<Answer> {
  const rows = sequence.steps.map((step) => [
    step.id,
    stepStatus(step),
    step.type,
    step.model,
    step.name,
  ])
  return ok({ data: sequence.steps, text: table(['ID', 'STATUS', 'TYPE', 'MODEL', 'NAME'], rows) })
}

function listGates(sequence: Sequence): Result<Answer> {
  const rows = sequence.gates.map((gate) => [
    gate.id,
    gateStatus(gate),
    dependenciesOf(gate).join(', '),
    gate.name,
  ])
  return ok({ data: sequence.gates, text: table(['ID', 'STATUS', 'WAITS FOR', 'NAME'], rows) })
}

function listDependencies(sequence: Sequence): Result<Answer> {
  const edges = [...sequence.steps, ...sequence.gates].flatMap((node) => [
    ...dependenciesOf(node).map((depId) => ({ stepId: node.id, depId, soft: false })),
    ...softDependenciesOf(node).map((depId) => ({ stepId: node.id, depId, soft: true })),
  ])
  const rows = edges.map((edge) => [edge.stepId, edge.depId, edge.soft ? 'after' : 'depends_on'])
  return ok({ data: edges, text: table(['STEP', 'WAITS FOR', 'KIND'], rows) })
}

function listGroups(sequence: Sequence): Result<Answer> {
  const groups = new Map<string, string[]>()
  for (const { id, group_id } of sequence.steps) {
    if (group_id !== undefined) groups.set(group_id, [...(groups.get(group_id) ?? []), id])
  }
  const data = [...groups].map(([id, stepIds]) => ({ id, stepIds }))
  const rows = data.map((group) => [group.id, group.stepIds.join(', ')])
  return ok({ data, text: table(['GROUP', 'STEPS'], rows) })
}

function showStep(sequence: Sequence, id: string): Result<Answer> {
  return mapResult(requireStep(sequence, id), (step) => ({
    data: step,
    text: table(
      ['FIELD', 'VALUE'],
      Object.entries(step).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  }))
}

const LISTS: Readonly<Record<string, (sequence: Sequence) => Result<Answer>>> = {
  step: listSteps,
  gate: listGates,
  dep: listDependencies,
  group: listGroups,
}

/** Adds `list` (and `step show`) to a noun. */
export function registerLists(parent: Command, noun: string, run: Runner): void {
  const show = LISTS[noun]
  if (show) {
    const list = parent
      .command('list')
      .description(`List all ${noun}s`)
      .addHelpText('after', `\nExample:\n  seqctl ${noun} list --json`)
    list.action(() => run((context) => withSequence(context, show), list, 'reader'))
  }
  if (noun !== 'step') return
  const one = parent
    .command('show <id>')
    .description('Show one step with all its fields')
    .addHelpText('after', '\nExample:\n  seqctl step show build')
  one.action((id: string) =>
    run((context) => withSequence(context, (all) => showStep(all, id)), one, 'reader'),
  )
}
