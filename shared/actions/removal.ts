import { dependenciesOf, type GraphNode, isStep } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { withDependencies } from './edits.ts'

type Replacements = ReadonlyMap<string, readonly string[]>

/** A list of ids in which each removed one gives way to what stands in for it, without repetition. */
function replaceIds(ids: readonly string[], replacements: Replacements): string[] {
  return [...new Set(ids.flatMap((id) => replacements.get(id) ?? [id]))]
}

/** What stands in for each removed node: its dependencies, and where these are removed too, theirs. */
function replacementsOf(sequence: Sequence, gone: ReadonlySet<string>): Replacements {
  const open = [...sequence.steps, ...sequence.gates].filter((node) => gone.has(node.id))
  const byId = new Map(open.map((node) => [node.id, node]))
  const result = new Map<string, readonly string[]>()
  for (const { id } of open) {
    const seen = new Set([id])
    const kept = new Set<string>()
    for (const next of seen) {
      const node = byId.get(next)
      if (!node) kept.add(next)
      else for (const dependency of dependenciesOf(node)) seen.add(dependency)
    }
    result.set(id, [...kept])
  }
  return result
}

function forgetInStep(step: Step, gone: ReadonlySet<string>): Step {
  const next = { ...step }
  const isGone = (id: string | undefined) => id !== undefined && gone.has(id)
  const hard = new Set(step.depends_on)
  for (const field of ['after', 'fusion_candidates'] as const) {
    const kept = step[field]?.filter((id) => !isGone(id) && !(field === 'after' && hard.has(id)))
    if (kept && kept.length > 0) next[field] = kept
    else delete next[field]
  }
  if (!next.fusion_candidates && step.fusion_candidates) delete next.fusion_synth
  for (const field of ['parent', 'watchdog_for'] as const)
    if (isGone(step[field])) delete next[field]
  return next
}

function mentions(node: GraphNode, gone: ReadonlySet<string>): boolean {
  const named = isStep(node)
    ? [...(node.after ?? []), ...(node.fusion_candidates ?? []), node.parent, node.watchdog_for]
    : []
  return [...dependenciesOf(node), ...named].some((id) => id !== undefined && gone.has(id))
}

/**
 * The sequence without these nodes. What depended on one of them depends on its dependencies instead; every
 * other reference to it goes, and a synth without candidates is no synth any more.
 */
export function removeNodes(sequence: Sequence, gone: ReadonlySet<string>): Sequence {
  const replacements = replacementsOf(sequence, gone)
  const reconnect = <N extends GraphNode>(node: N): N =>
    dependenciesOf(node).some((id) => gone.has(id))
      ? withDependencies(node, replaceIds(dependenciesOf(node), replacements))
      : node
  return {
    ...sequence,
    steps: sequence.steps
      .filter((step) => !gone.has(step.id))
      .map((step) => (mentions(step, gone) ? forgetInStep(reconnect(step), gone) : step)),
    gates: sequence.gates.filter((gate) => !gone.has(gate.id)).map(reconnect),
  }
}
