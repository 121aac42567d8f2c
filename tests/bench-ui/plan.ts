import type { Gate } from '../../shared/schema/gate.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'

const LANES = ['plan', 'build', 'check', 'ship']
/** Steps that stand side by side in one layer. */
const WIDTH = 40

/** What the node at a place of a layer waits for: the one before it, and every second also another neighbour. */
function waitsFor(at: number): string[] {
  if (at < WIDTH) return []
  const place = at % WIDTH
  const straight = at - WIDTH
  const other = place % 2 === 0 && place > 2 ? straight + ((place * 7) % 3) - 1 : straight
  return [...new Set([straight, other])].map((before) => `n${before}`)
}

function isGate(at: number): boolean {
  return Math.floor(at / WIDTH) % 5 === 4 && at % 10 === 0
}

/** A layered plan of this many nodes: about 1.5 edges a node, four lanes, some gates in every fifth layer. */
export function layeredPlan(count: number): Sequence {
  const all = Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    name: `Node ${at}`,
    lane: LANES[Math.floor(((at % WIDTH) * LANES.length) / WIDTH)] ?? '',
    depends_on: waitsFor(at),
  }))
  const gates: Gate[] = all.filter((_, at) => isGate(at))
  const steps = all
    .filter((_, at) => !isGate(at))
    .map(
      (node): Step => ({
        ...node,
        type: 'base',
        model: 'codex',
        status: node.depends_on.length > 0 ? 'BLOCKED' : 'READY',
      }),
    )
  return { version: '1.0', name: `${count} nodes`, steps, gates }
}
