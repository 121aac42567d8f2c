import { type GraphNode, isSatisfied, stepStatus } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'

interface Team {
  readonly members: Step[]
  /** True when the whole team is best_effort, whatever its members say. */
  readonly isTolerant: boolean
}

function teamsOf(sequence: Sequence): Team[] {
  const groups = new Map<string, Step[]>()
  const byId = new Map<string, Step>()
  const synths: Step[] = []
  for (const step of sequence.steps) {
    byId.set(step.id, step)
    if (step.fusion_candidates) synths.push(step)
    if (step.group_id === undefined) continue
    const members = groups.get(step.group_id)
    if (members) members.push(step)
    else groups.set(step.group_id, [step])
  }
  return [
    ...[...groups.values()].map((members) => ({ members, isTolerant: false })),
    ...synths.map((synth) => ({
      members: (synth.fusion_candidates ?? []).flatMap((id) => byId.get(id) ?? []),
      isTolerant: synth.fail_policy === 'best_effort',
    })),
  ]
}

/**
 * Ids of failed steps that hold nothing back: members of a group, or candidates of a fusion, under
 * best_effort, once every member has ended and at least one is DONE. A fusion is best_effort when its synth
 * says so, and any member by its own word.
 */
export function toleratedFailures(sequence: Sequence): Set<string> {
  const tolerated = new Set<string>()
  if (!sequence.steps.some((step) => stepStatus(step) === 'FAILED')) return tolerated
  for (const { members, isTolerant } of teamsOf(sequence)) {
    const statuses = members.map(stepStatus)
    const hasEnded = statuses.every((status) => status === 'DONE' || status === 'FAILED')
    if (!hasEnded || !statuses.includes('DONE')) continue
    for (const step of members) {
      if (stepStatus(step) !== 'FAILED') continue
      if (isTolerant || step.fail_policy === 'best_effort') tolerated.add(step.id)
    }
  }
  return tolerated
}

/** Tells of each node whether what depends on it need wait no longer, best_effort included. */
export function satisfaction(sequence: Sequence): (node: GraphNode) => boolean {
  const tolerated = toleratedFailures(sequence)
  return (node) => isSatisfied(node) || tolerated.has(node.id)
}
