import { z } from 'zod'
import { blockedBecause } from '../../dag/explain.ts'
import { gateTransition } from '../../dag/status.ts'
import { fail } from '../../failure.ts'
import { ok } from '../../result.ts'
import { type Gate, GateSchema } from '../../schema/gate.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import { DependenciesSchema } from '../../schema/step.ts'
import { defineAction } from '../define.ts'
import {
  dependOn,
  mapNodes,
  replaceGate,
  requireFreeId,
  requireGate,
  requireNode,
  withDependencies,
} from '../edits.ts'
import { GateIdSchema, NoteSchema } from '../parameters.ts'
import { removeNodes } from '../removal.ts'

const decision = z.strictObject({ id: GateIdSchema, note: NoteSchema.optional() })

/** `gate.insert`: a checkpoint between what it depends on and what now waits for it. */
export const gateInsert = defineAction({
  name: 'gate.insert',
  kind: 'edit',
  title: 'Insert gate',
  description:
    'Adds a gate that waits for some nodes. Each node of before waits for the gate from then on, instead of for what the gate waits for.',
  parameters: z.strictObject({
    id: GateIdSchema,
    name: GateSchema.shape.name
      .describe('What people call the gate; the id unless given')
      .optional(),
    dependsOn: DependenciesSchema.describe(
      'Ids of steps and gates that must be done before a person can approve it',
    ),
    before: z
      .array(NodeIdSchema)
      .max(1000)
      .describe('Ids of steps and gates that wait for it')
      .optional(),
    lane: GateSchema.shape.lane.unwrap().describe('Row of the canvas').optional(),
  }),
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply(sequence, { id, name, dependsOn, before = [], lane }) {
    const free = requireFreeId(sequence, id)
    if (!free.ok) return free
    const needed = [...new Set(dependsOn)]
    for (const waiting of before) {
      const found = requireNode(sequence, waiting)
      if (!found.ok) return found
    }
    const gate: Gate = {
      id,
      name: name ?? id,
      ...(needed.length > 0 ? { depends_on: needed } : {}),
      ...(lane === undefined ? {} : { lane }),
    }
    const isBefore = new Set(before)
    const rewired = mapNodes(sequence, (node) => {
      if (!isBefore.has(node.id)) return node
      const kept = (node.depends_on ?? []).filter((other) => !needed.includes(other))
      return dependOn(withDependencies(node, kept), [id])
    })
    return ok({ sequence: { ...rewired, gates: [...rewired.gates, gate] } })
  },
  describe: ({ id, dependsOn, before = [] }) =>
    [
      `Insert gate ${id}`,
      dependsOn.length > 0 ? `after ${dependsOn.join(', ')}` : undefined,
      before.length > 0 ? `before ${before.join(', ')}` : undefined,
    ]
      .filter(Boolean)
      .join(' '),
})

/** `gate.approve`: a person lets through what waits for the gate. */
export const gateApprove = defineAction({
  name: 'gate.approve',
  kind: 'decision',
  title: 'Approve gate',
  description: 'Approves a gate once all that it depends on is satisfied.',
  parameters: decision,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply(sequence, { id, note }, context) {
    const found = requireGate(sequence, id)
    if (!found.ok) return found
    const approved = gateTransition(found.value, 'approve')
    if (!approved.ok) return approved
    const { blockers, sentence } = blockedBecause(sequence, id)
    if (blockers.length > 0) {
      return fail('ILLEGAL_TRANSITION', `Gate ${id} can't be approved: it ${sentence}.`, {
        hint: 'Approve it when these are DONE or APPROVED.',
        details: { id, status: found.value.status ?? 'PENDING', blockers },
      })
    }
    const evidence = context.evidence?.[id]
    return ok({
      sequence: replaceGate(sequence, id, {
        ...approved.value,
        approved_by: context.actorName,
        approved_at: context.now,
        ...(note === undefined ? {} : { note }),
        ...(evidence === undefined ? {} : { evidence }),
      }),
    })
  },
  describe: ({ id }) => `Approve gate ${id}`,
})

/** `gate.block`: a person holds back what waits for the gate. */
export const gateBlock = defineAction({
  name: 'gate.block',
  kind: 'decision',
  title: 'Block gate',
  description: 'Blocks a gate, whatever its state: an approval is taken back.',
  parameters: decision,
  positional: ['id'],
  destructive: true,
  reversible: true,
  apply(sequence, { id, note }) {
    const found = requireGate(sequence, id)
    if (!found.ok) return found
    const blocked = gateTransition(found.value, 'block')
    if (!blocked.ok) return blocked
    const gate = note === undefined ? blocked.value : { ...blocked.value, note }
    return ok({ sequence: replaceGate(sequence, id, gate) })
  },
  describe: ({ id }) => `Block gate ${id}`,
})

/** `gate.reopen`: the runtime has seen that what an approval rested on is no longer what it was. */
export const gateReopen = defineAction({
  name: 'gate.reopen',
  kind: 'system',
  title: 'Record a stale approval',
  description: 'Records that an approval no longer holds, and why: the gate is PENDING again.',
  parameters: z.strictObject({ id: GateIdSchema, note: NoteSchema }),
  positional: ['id'],
  destructive: false,
  reversible: false,
  apply(sequence, { id, note }) {
    const found = requireGate(sequence, id)
    if (!found.ok) return found
    const reopened = gateTransition(found.value, 'reopen')
    if (!reopened.ok) return reopened
    return ok({ sequence: replaceGate(sequence, id, { ...reopened.value, note }) })
  },
  describe: ({ id }) => `Record that the approval of gate ${id} no longer holds`,
})

/** `gate.rm`: the checkpoint goes, the order stays. */
export const gateRemove = defineAction({
  name: 'gate.rm',
  kind: 'edit',
  title: 'Remove gate',
  description: 'Removes a gate. What waited for it waits for what the gate waited for.',
  parameters: decision,
  positional: ['id'],
  destructive: true,
  reversible: true,
  apply(sequence, { id }) {
    const found = requireGate(sequence, id)
    return found.ok ? ok({ sequence: removeNodes(sequence, new Set([id])) }) : found
  },
  describe: ({ id }) => `Remove gate ${id}`,
})
