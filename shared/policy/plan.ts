import type { Actor } from '../schema/audit-entry.ts'
import { changedSpan } from '../schema/changed-span.ts'
import type { Policy } from '../schema/policy.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { deny, type Finding } from './finding.ts'
import { stepFindings } from './step.ts'

/** A change of the plan, and who wants it under which policy. */
export interface PlanQuestion {
  readonly actor: Actor
  readonly policy: Policy
  readonly before: Sequence
  readonly after: Sequence
}

type Grouping = (step: Step) => string | undefined

function sizes(steps: readonly Step[], grouping: Grouping): Map<string, number> {
  const counts = new Map<string, number>()
  for (const step of steps) {
    const key = grouping(step)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** Groups that the change makes larger than the policy allows; one that was too large before may shrink. */
function grownBeyond(question: PlanQuestion, grouping: Grouping): [string, number][] {
  const most = question.policy.max_fanout
  const grown = [...sizes(question.after.steps, grouping)].filter(([, size]) => size > most)
  if (grown.length === 0) return []
  const before = sizes(question.before.steps, grouping)
  return grown.filter(([key, size]) => size > (before.get(key) ?? 0))
}

function stepCountFindings({ policy, before, after }: PlanQuestion): Finding[] {
  const count = after.steps.length
  if (count <= policy.max_steps || count <= before.steps.length) return []
  const reason = `The sequence would have ${count} steps; the policy allows ${policy.max_steps}.`
  return [deny('max_steps', 'sequence', reason)]
}

function fanoutFindings(question: PlanQuestion): Finding[] {
  const most = question.policy.max_fanout
  const groups = grownBeyond(question, (step) => step.group_id).map(([group, size]) =>
    deny(
      'max_fanout',
      group,
      `Group "${group}" would have ${size} steps; the policy allows ${most}.`,
    ),
  )
  const parents = grownBeyond(question, (step) => step.parent).map(([id, size]) =>
    deny(
      'max_fanout',
      id,
      `Step "${id}" would have spawned ${size} steps; the policy allows ${most}.`,
    ),
  )
  return [...groups, ...parents]
}

function widthFindings(step: Step, was: Step | undefined, policy: Policy): Finding[] {
  const most = policy.max_fanout
  const findings: Finding[] = []
  if (step.fanout !== undefined && step.fanout !== was?.fanout && step.fanout > most) {
    const reason = `Step "${step.id}" has a fanout of ${step.fanout}; the policy allows ${most}.`
    findings.push(deny('max_fanout', step.id, reason))
  }
  const candidates = step.fusion_candidates?.length ?? 0
  if (candidates > most && candidates > (was?.fusion_candidates?.length ?? 0)) {
    const reason = `Step "${step.id}" fuses ${candidates} candidates; the policy allows ${most}.`
    findings.push(deny('max_fanout', step.id, reason))
  }
  return findings
}

/** How many orchestrators stand above a step; counting ends beyond `most`, so that a ring can't hang it. */
function spawnDepth(step: Step, steps: ReadonlyMap<string, Step>, most: number): number {
  let depth = 0
  for (let at = step; at.parent !== undefined && depth <= most; depth += 1) {
    const parent = steps.get(at.parent)
    if (!parent) return depth + 1
    at = parent
  }
  return depth
}

function depthFindings(step: Step, steps: ReadonlyMap<string, Step>, policy: Policy): Finding[] {
  const most = policy.max_spawn_depth
  if (step.parent === undefined || spawnDepth(step, steps, most) <= most) return []
  const reason = `Step "${step.id}" is spawned more than ${most} levels deep, which the policy does not allow.`
  return [deny('max_spawn_depth', step.id, reason)]
}

/**
 * What the policy says about a changed plan: caps on steps, fanout and depth, and every rule for single steps
 * that are new or changed. What was there before and stays as it was is not judged again.
 */
export function planFindings(question: PlanQuestion): Finding[] {
  const { actor, policy, before, after } = question
  if (actor === 'system' || before.steps === after.steps) return []
  const span = changedSpan(before.steps, after.steps)
  const old = new Map(span.before.map((step) => [step.id, step]))
  const changed = span.after.filter((step) => old.get(step.id) !== step)
  const isSpawned = changed.some((step) => step.parent !== undefined)
  const now = new Map((isSpawned ? after.steps : []).map((step) => [step.id, step]))
  return [
    ...stepCountFindings(question),
    ...fanoutFindings(question),
    ...changed.flatMap((step) => {
      const was = old.get(step.id)
      return [
        ...widthFindings(step, was, policy),
        ...(step.parent === was?.parent ? [] : depthFindings(step, now, policy)),
        ...stepFindings(step, was, { actor, policy }),
      ]
    }),
  ]
}
