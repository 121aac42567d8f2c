import { downstreamOf } from '../../dag/downstream.ts'
import { listInWords, nodeInWords } from '../../dag/explain.ts'
import { buildGraph } from '../../dag/graph.ts'
import { transition } from '../../dag/status.ts'
import { ok, type Result } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import type { ActionOutcome } from '../define.ts'
import { requireStep } from '../edits.ts'

function hasNotRun(step: Step): boolean {
  const status = stepStatus(step)
  return status === 'READY' || status === 'BLOCKED'
}

/**
 * An ended step READY again, and with it every step downstream that ran on its output. Refused while one of
 * these runs. Approvals that rested on them fall when the statuses are normalised.
 */
export function resetStep(sequence: Sequence, id: string): Result<ActionOutcome> {
  const found = requireStep(sequence, id)
  if (!found.ok) return found
  const first = transition(found.value, 'reset')
  if (!first.ok) return first
  const changed = new Map([[id, first.value]])
  const downstream = new Set(downstreamOf(buildGraph(sequence), [id]))
  const others = sequence.steps.filter((step) => downstream.has(step.id) && !hasNotRun(step))
  for (const step of others) {
    const next = transition(step, 'resetWithUpstream')
    if (!next.ok) return next
    changed.set(step.id, next.value)
  }
  const names = others.map(nodeInWords)
  return ok({
    sequence: { ...sequence, steps: sequence.steps.map((step) => changed.get(step.id) ?? step) },
    ...(names.length > 0
      ? { notes: [`Also resets ${listInWords(names)}, which ran on the output of ${id}.`] }
      : {}),
  })
}
