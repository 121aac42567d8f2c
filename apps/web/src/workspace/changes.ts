import { canonicalJson } from '../../../../shared/canonical-json.ts'
import type { GraphNode } from '../../../../shared/schema/defaults.ts'
import { dependenciesOf, isStep, softDependenciesOf } from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'

/** Steps and gates in the order of the file. */
export function nodesOf(sequence: Sequence | undefined): readonly GraphNode[] {
  return sequence ? [...sequence.steps, ...sequence.gates] : []
}

/** The nodes of `after` that are not the same objects as in `before`, and the ids that are gone. */
export function changedNodes(
  before: Sequence | undefined,
  after: Sequence | undefined,
): { readonly changed: readonly GraphNode[]; readonly removed: readonly string[] } {
  if (before === after) return { changed: [], removed: [] }
  const [left, right] = [nodesOf(before), nodesOf(after)]
  if (left.length === right.length && left.every((node, at) => node.id === right[at]?.id)) {
    return { changed: right.filter((node, at) => node !== left[at]), removed: [] }
  }
  const old = new Map(left.map((node) => [node.id, node]))
  const changed: GraphNode[] = []
  for (const node of right) {
    if (old.get(node.id) !== node) changed.push(node)
    old.delete(node.id)
  }
  return { changed, removed: [...old.keys()] }
}

/** What a node adds to the picture besides its looks: edges, row and boundary. */
function structureOf(node: GraphNode): string {
  const row = [node.id, dependenciesOf(node), softDependenciesOf(node), node.lane ?? null]
  if (!isStep(node)) return canonicalJson(row)
  const { group_id, fusion_candidates, parent, watchdog_for } = node
  const kin = [group_id, fusion_candidates, parent, watchdog_for].map((value) => value ?? null)
  return canonicalJson([...row, ...kin, node.type === 'l'])
}

/** True when two sequences have the same nodes in the same order with the same edges, lanes and groups. */
export function isSameTopology(a: Sequence | undefined, b: Sequence | undefined): boolean {
  if (a === b) return true
  if (!(a && b)) return false
  const left = nodesOf(a)
  const right = nodesOf(b)
  if (left.length !== right.length || a.steps.length !== b.steps.length) return false
  return left.every((node, at) => {
    const other = right[at]
    return other !== undefined && (node === other || structureOf(node) === structureOf(other))
  })
}
