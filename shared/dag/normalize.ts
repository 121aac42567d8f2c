import { dependenciesOf, type GraphNode, gateStatus, stepStatus } from '../schema/defaults.ts'
import type { Gate } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { satisfaction } from './satisfied.ts'
import { gateTransition, transition } from './status.ts'

/** Maps a list and hands back the very same list when nothing in it changed. */
function mapChanged<T>(list: T[], change: (item: T) => T): T[] {
  let hasChanged = false
  const next = list.map((item) => {
    const changed = change(item)
    if (changed !== item) hasChanged = true
    return changed
  })
  return hasChanged ? next : list
}

class Normalizer {
  readonly #met = new Map<string, boolean>()
  readonly #waitingGates = new Map<string, string[]>()
  readonly #gates = new Map<string, Gate>()
  readonly #sequence: Sequence

  constructor(sequence: Sequence) {
    this.#sequence = sequence
    const isMet = satisfaction(sequence)
    const note = (node: GraphNode) => this.#met.set(node.id, isMet(node))
    sequence.steps.forEach(note)
    sequence.gates.forEach(note)
    for (const gate of sequence.gates) {
      this.#gates.set(gate.id, gate)
      for (const id of dependenciesOf(gate)) {
        const waiting = this.#waitingGates.get(id)
        if (waiting) waiting.push(gate.id)
        else this.#waitingGates.set(id, [gate.id])
      }
    }
  }

  run(): Sequence {
    this.#reopenGates()
    const steps = mapChanged(this.#sequence.steps, (step) => this.#step(step))
    const gates = mapChanged(this.#sequence.gates, (gate) => this.#gates.get(gate.id) ?? gate)
    return steps === this.#sequence.steps && gates === this.#sequence.gates
      ? this.#sequence
      : { ...this.#sequence, steps, gates }
  }

  #isOpen(node: GraphNode): boolean {
    // An edge to nothing is refused elsewhere; here it must not let anything through.
    return dependenciesOf(node).every((id) => this.#met.get(id) === true)
  }

  /** An approval holds only while all that it rests on is satisfied; a gate that falls may fell the next. */
  #reopenGates(): void {
    const open = [...this.#gates.values()]
    for (let gate = open.pop(); gate !== undefined; gate = open.pop()) {
      if (gateStatus(gate) !== 'APPROVED' || this.#isOpen(gate)) continue
      const reopened = gateTransition(gate, 'reopen')
      if (!reopened.ok) continue
      this.#gates.set(gate.id, reopened.value)
      this.#met.set(gate.id, false)
      for (const id of this.#waitingGates.get(gate.id) ?? []) {
        const next = this.#gates.get(id)
        if (next) open.push(next)
      }
    }
  }

  #step(step: Step): Step {
    const status = stepStatus(step)
    if (status !== 'READY' && status !== 'BLOCKED') return step
    const isOpen = this.#isOpen(step)
    if (isOpen === (status === 'READY')) return step
    const changed = transition(step, isOpen ? 'unblock' : 'block')
    return changed.ok ? changed.value : step
  }
}

/**
 * The sequence with the statuses that its graph demands (SPEC §4.2): a step that has not run is BLOCKED while
 * a hard dependency is not satisfied, else READY; an approved gate with such a dependency is PENDING again.
 * A step without a status that would be READY stays as it is. Gives the very same object when all is right.
 */
export function normalizeStatuses(sequence: Sequence): Sequence {
  return new Normalizer(sequence).run()
}
