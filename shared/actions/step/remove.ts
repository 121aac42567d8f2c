import { z } from 'zod'
import { listInWords } from '../../dag/explain.ts'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { dependenciesOf, isStep, stepStatus } from '../../schema/defaults.ts'
import { defaultPromptPath } from '../../schema/paths.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import { type ActionOutcome, defineAction, type PromptChange } from '../define.ts'
import { requireStep } from '../edits.ts'
import { StepIdSchema } from '../parameters.ts'
import { hasDefaultPrompt, promptSharers } from '../prompts.ts'
import { removeNodes } from '../removal.ts'

/** For each id, the nodes that could not stand as they are without it. */
function usersById(sequence: Sequence): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>()
  const note = (used: string | undefined, user: string) => {
    if (used === undefined) return
    const known = users.get(used)
    if (known) known.add(user)
    else users.set(used, new Set([user]))
  }
  for (const node of [...sequence.steps, ...sequence.gates]) {
    for (const id of dependenciesOf(node)) note(id, node.id)
    if (!isStep(node)) continue
    for (const id of node.fusion_candidates ?? []) note(id, node.id)
    note(node.parent, node.id)
    note(node.watchdog_for, node.id)
  }
  return users
}

/** The step and all that could not stand without it, directly or through others. */
function withUsers(id: string, users: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const gone = new Set([id])
  // A set that grows while it is walked hands out what was added: a breadth-first search.
  for (const next of gone) for (const user of users.get(next) ?? []) gone.add(user)
  return gone
}

function refuseRunning(sequence: Sequence, gone: ReadonlySet<string>): Result<undefined> {
  const running = sequence.steps.find((step) => gone.has(step.id) && stepStatus(step) === 'RUNNING')
  if (!running) return ok(undefined)
  return fail('ILLEGAL_TRANSITION', `Step ${running.id} is RUNNING and can't be removed.`, {
    hint: `Stop it first: "seqctl stop ${running.id}".`,
    details: { id: running.id, status: 'RUNNING' },
  })
}

function promptsOfRemoval(sequence: Sequence, gone: ReadonlySet<string>): PromptChange[] {
  const isOwn = (step: Step) =>
    hasDefaultPrompt(step) && promptSharers(sequence, step).every((id) => gone.has(id))
  return sequence.steps
    .filter((step) => gone.has(step.id) && isOwn(step))
    .map((step) => ({ kind: 'remove', path: defaultPromptPath(step.id) }))
}

function remove(sequence: Sequence, id: string, gone: ReadonlySet<string>): Result<ActionOutcome> {
  const idle = refuseRunning(sequence, gone)
  if (!idle.ok) return idle
  const others = [...gone].filter((other) => other !== id)
  return ok({
    sequence: removeNodes(sequence, gone),
    prompts: promptsOfRemoval(sequence, gone),
    ...(others.length > 0 ? { notes: [`Also removes ${listInWords(others)}.`] } : {}),
  })
}

/** `step.rm`: removes a step, and on demand what depends on it. */
export const stepRemove = defineAction({
  name: 'step.rm',
  kind: 'edit',
  title: 'Remove step',
  description:
    'Removes a step that does not run, with its prompt. When others depend on it: cascade removes them too, reconnect lets them depend on what it depended on.',
  parameters: z.strictObject({
    id: StepIdSchema,
    cascade: z.boolean().describe('Remove all that depends on it too').optional(),
    reconnect: z.boolean().describe('Join its dependants to its dependencies').optional(),
  }),
  positional: ['id'],
  destructive: true,
  reversible: true,
  apply(sequence, { id, cascade, reconnect }) {
    const found = requireStep(sequence, id)
    if (!found.ok) return found
    if (cascade === true && reconnect === true) {
      return fail('INVALID_PARAMETERS', 'cascade and reconnect exclude each other.', {
        hint: 'Choose one: cascade removes the dependants, reconnect keeps them.',
        details: { id },
      })
    }
    const users = usersById(sequence)
    if (cascade === true) return remove(sequence, id, withUsers(id, users))
    const dependents = [...(users.get(id) ?? [])]
    if (dependents.length > 0 && reconnect !== true) {
      return fail(
        'HAS_DEPENDENTS',
        `Step ${id} can't be removed: ${listInWords(dependents)} ${dependents.length === 1 ? 'depends' : 'depend'} on it.`,
        {
          hint: 'Use reconnect to join them to what it depends on, or cascade to remove them too.',
          details: { id, dependents },
        },
      )
    }
    return remove(sequence, id, new Set([id]))
  },
  describe({ id, cascade, reconnect }) {
    const more = cascade === true ? ' and all that depends on it' : ''
    return `Remove step ${id}${more}${reconnect === true ? ' and reconnect its dependants' : ''}`
  },
})
