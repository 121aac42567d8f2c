import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { defineAction } from '../define.ts'
import { StepIdSchema } from '../parameters.ts'

const parameters = z.strictObject({ id: StepIdSchema })

/** A worktree may outlive its step; while the step runs, it is its agent's. */
function refuseRunning(sequence: Sequence, id: string, verb: string): Result<undefined> {
  const step = sequence.steps.find((candidate) => candidate.id === id)
  if (!step || stepStatus(step) !== 'RUNNING') return ok(undefined)
  return fail(
    'ILLEGAL_TRANSITION',
    `Step ${id} runs in its worktree, which can't be ${verb} now.`,
    {
      hint: 'Wait until it has ended, or stop it first.',
      details: { id, status: 'RUNNING' },
    },
  )
}

/** `worktree.merge`: brings what a step did in its own worktree into the repository's current branch. */
export const worktreeMerge = defineAction({
  name: 'worktree.merge',
  kind: 'control',
  title: 'Merge worktree',
  description:
    "Merges a step's worktree, uncommitted work included, into the repository's current branch. Refused when there are conflicts.",
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: false,
  apply(sequence, { id }) {
    const free = refuseRunning(sequence, id, 'merged')
    if (!free.ok) return free
    return ok({ sequence, effects: [{ effect: 'worktree', verb: 'merge', stepId: id }] })
  },
  describe: ({ id }) => `Merge the worktree of ${id}`,
})

/** `worktree.remove`: deletes a step's worktree; what is not merged is kept under a ref. */
export const worktreeRemove = defineAction({
  name: 'worktree.remove',
  kind: 'control',
  title: 'Remove worktree',
  description:
    "Deletes a step's worktree and branch. Work that is not merged is kept under refs/threados/wip; ignored files are lost.",
  parameters,
  positional: ['id'],
  destructive: true,
  reversible: false,
  apply(sequence, { id }) {
    const free = refuseRunning(sequence, id, 'removed')
    if (!free.ok) return free
    return ok({ sequence, effects: [{ effect: 'worktree', verb: 'remove', stepId: id }] })
  },
  describe: ({ id }) => `Remove the worktree of ${id}`,
})
