import { satisfaction } from '../../../../shared/dag/satisfied.ts'
import { dependenciesOf } from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { nodesOf } from '../workspace/changes.ts'

/** The nodes that wait for this gate and, besides it, for nothing that is not satisfied. */
export function releasedBy(sequence: Sequence, gateId: string): string[] {
  const isMet = satisfaction(sequence)
  const all = nodesOf(sequence)
  const open = new Set(all.filter((node) => !isMet(node)).map((node) => node.id))
  return all
    .filter((node) => {
      const needed = dependenciesOf(node)
      return needed.includes(gateId) && needed.every((id) => id === gateId || !open.has(id))
    })
    .map((node) => node.id)
}
