import { z } from 'zod'
import { blockedBecause } from '../../dag/explain.ts'
import { readySet } from '../../dag/frontier.ts'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { RunScope } from '../../schema/run.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step, StepStatus } from '../../schema/step.ts'
import { type ActionOutcome, defineAction } from '../define.ts'
import { requireStep } from '../edits.ts'
import { requireGroup } from './group.ts'

const dryRun = z.boolean().describe('Only say what would start').optional()

const HINTS: Readonly<Record<StepStatus, string>> = {
  READY: 'It can run.',
  RUNNING: 'Wait until it has ended, or stop it first.',
  BLOCKED: 'It becomes READY when these are DONE or APPROVED.',
  NEEDS_REVIEW: 'Accept or reject its result first.',
  DONE: 'Reset it to run it again.',
  FAILED: 'Reset it to run it again.',
}

function requireReady(sequence: Sequence, step: Step): Result<Step> {
  const status = stepStatus(step)
  if (status === 'READY') return ok(step)
  const details = { id: step.id, status }
  if (status === 'RUNNING') {
    return fail('ALREADY_RUNNING', `Step ${step.id} runs already.`, {
      hint: HINTS.RUNNING,
      details,
    })
  }
  const { blockers, sentence } = blockedBecause(sequence, step.id)
  const because = blockers.length > 0 ? ` and ${sentence}` : ''
  return fail('NOT_RUNNABLE', `Step ${step.id} is ${status}${because}.`, {
    hint: HINTS[status],
    details: { ...details, blockers },
  })
}

function start(
  sequence: Sequence,
  scope: RunScope,
  targets: readonly string[],
  isDry: boolean | undefined,
): ActionOutcome {
  return {
    sequence,
    effects: [{ effect: 'run', scope, targets: [...new Set(targets)], dryRun: isDry === true }],
  }
}

function noteNothingReady(sequence: Sequence): Pick<ActionOutcome, 'notes'> {
  return readySet(sequence).length > 0 ? {} : { notes: ['No step is ready to run now.'] }
}

/** `run.step`: starts single steps. */
export const runStep = defineAction({
  name: 'run.step',
  kind: 'run',
  title: 'Run steps',
  description: 'Starts steps that are READY.',
  parameters: z.strictObject({
    ids: z.array(NodeIdSchema).min(1).max(1000).describe('Ids of the steps'),
    dryRun,
  }),
  positional: ['ids'],
  destructive: false,
  reversible: false,
  apply(sequence, { ids, dryRun: isDry }) {
    for (const id of ids) {
      const found = requireStep(sequence, id)
      const ready = found.ok ? requireReady(sequence, found.value) : found
      if (!ready.ok) return ready
    }
    return ok(start(sequence, 'step', ids, isDry))
  },
  describe: ({ ids }) => `Run ${ids.join(', ')}`,
})

/** `run.group`: starts the members of a group that are READY. */
export const runGroup = defineAction({
  name: 'run.group',
  kind: 'run',
  title: 'Run group',
  description: 'Starts all steps of a group that are READY.',
  parameters: z.strictObject({ groupId: NodeIdSchema.describe('Id of the group'), dryRun }),
  positional: ['groupId'],
  destructive: false,
  reversible: false,
  apply(sequence, { groupId, dryRun: isDry }) {
    const members = requireGroup(sequence, groupId)
    if (!members.ok) return members
    const ready = members.value.filter((step) => stepStatus(step) === 'READY')
    if (ready.length > 0) {
      const ids = ready.map((step) => step.id)
      return ok(start(sequence, 'group', ids, isDry))
    }
    const states = members.value.map((step) => `${step.id} (${stepStatus(step)})`)
    return fail('NOT_RUNNABLE', `No step of group ${groupId} is READY: ${states.join(', ')}.`, {
      hint: 'Reset the steps that shall run again, or run what they wait for.',
      details: { id: groupId },
    })
  },
  describe: ({ groupId }) => `Run group ${groupId}`,
})

/** `run.runnable`: starts whatever could start now, and what that releases. */
export const runRunnable = defineAction({
  name: 'run.runnable',
  kind: 'run',
  title: 'Run runnable steps',
  description:
    'Starts every step that could start now and goes on with what they release; ends where a person must decide.',
  parameters: z.strictObject({ dryRun }),
  positional: [],
  destructive: false,
  reversible: false,
  apply: (sequence, { dryRun: isDry }) =>
    ok({ ...start(sequence, 'runnable', [], isDry), ...noteNothingReady(sequence) }),
  describe: () => 'Run all runnable steps',
})

/** `run.all`: goes on across gates and reviews until nothing can run. */
export const runAll = defineAction({
  name: 'run.all',
  kind: 'run',
  title: 'Run everything',
  description:
    'Starts every step that could start now and goes on until nothing can run; waits where a person must decide.',
  parameters: z.strictObject({ dryRun }),
  positional: [],
  destructive: false,
  reversible: false,
  apply: (sequence, { dryRun: isDry }) =>
    ok({ ...start(sequence, 'all', [], isDry), ...noteNothingReady(sequence) }),
  describe: () => 'Run everything until nothing can run',
})
