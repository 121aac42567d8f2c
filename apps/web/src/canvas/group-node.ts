import { isStep, stepStatus } from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import type { Step, StepStatus } from '../../../../shared/schema/step.ts'
import { nodesOf } from '../workspace/changes.ts'

/** What no id of a step begins with. */
const PREFIX = 'group:'

/** The id in the picture of a folded group's card. */
export function groupNodeId(group: string): string {
  return `${PREFIX}${group}`
}

/** The group whose card this is; undefined for steps and gates. */
export function groupOfNode(id: string): string | undefined {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined
}

/** The members of each group, in the order of the file. */
export function membersOf(sequence: Sequence | undefined): ReadonlyMap<string, readonly Step[]> {
  const groups = new Map<string, Step[]>()
  for (const node of nodesOf(sequence)) {
    if (!isStep(node) || node.group_id === undefined) continue
    const members = groups.get(node.group_id)
    if (members) members.push(node)
    else groups.set(node.group_id, [node])
  }
  return groups
}

/** What matters most in a group stands for it, from what needs a person to what is over. */
const BY_URGENCY: readonly StepStatus[] = [
  'FAILED',
  'NEEDS_REVIEW',
  'RUNNING',
  'READY',
  'BLOCKED',
  'DONE',
]

/** How many members have each status, the most urgent first. */
export function countStatuses(
  members: readonly Step[],
): readonly { readonly status: StepStatus; readonly count: number }[] {
  return BY_URGENCY.flatMap((status) => {
    const count = members.filter((step) => stepStatus(step) === status).length
    return count === 0 ? [] : [{ status, count }]
  })
}
