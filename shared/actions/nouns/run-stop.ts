import { z } from 'zod'
import { ok } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import { defineAction } from '../define.ts'
import { requireGroup } from './group.ts'

/** `run.stop`: ends running attempts, and with them what the runs under way would have started next. */
export const runStop = defineAction({
  name: 'run.stop',
  kind: 'control',
  title: 'Stop runs',
  description:
    'Ends the running attempts of all steps, or of one group, with their whole trees of processes; runs start nothing more there.',
  parameters: z.strictObject({
    groupId: NodeIdSchema.describe('Stop only the steps of this group').optional(),
  }),
  positional: [],
  destructive: false,
  reversible: false,
  apply(sequence, { groupId }) {
    const found = groupId === undefined ? ok(sequence.steps) : requireGroup(sequence, groupId)
    if (!found.ok) return found
    const stepIds = found.value
      .filter((step) => stepStatus(step) === 'RUNNING')
      .map((step) => step.id)
    const ofGroup = groupId === undefined ? {} : { groupId }
    return ok({
      sequence,
      effects: [{ effect: 'stopRuns', stepIds, ...ofGroup }],
      ...(stepIds.length === 0 ? { notes: ['No step runs there now.'] } : {}),
    })
  },
  describe: ({ groupId }) => (groupId === undefined ? 'Stop everything' : `Stop group ${groupId}`),
})
