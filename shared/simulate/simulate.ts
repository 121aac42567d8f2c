import { criticalPath } from '../dag/critical-path.ts'
import { listInWords, nodeInWords } from '../dag/explain.ts'
import { type Graph, idsAt, neighbours } from '../dag/graph.ts'
import { type Limits, Room } from '../runs/room.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import type { RunScope } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { Ends } from './ends.ts'
import { World } from './world.ts'

/** How a step's attempt can end. */
export type Outcome = 'DONE' | 'FAILED' | 'NEEDS_REVIEW'

/** What a simulation takes for granted. All times are milliseconds, none negative. */
export interface Assumptions {
  /** How long a step takes; for one that runs already, how long it still takes. */
  durationOf(step: Step): number
  /** How a step ends; without it NEEDS_REVIEW for a step that asks for review, else DONE. */
  outcomeOf?(step: Step): Outcome
  /** The longest that a step may take; its `timeout_ms` or else its duration when this is left out. */
  timeoutOf?(step: Step): number
  /** How many steps run at once. */
  readonly limits: Limits
  /** True when each gate is approved at once when it is reached; a BLOCKED one never is. */
  readonly approveGates?: boolean
  /** What the run is asked for; `runnable` unless given. */
  readonly scope?: RunScope
  /** The steps of the scopes `step` and `group`. */
  readonly targets?: readonly string[]
}

/** A step that runs, from when to when, counted from the beginning. */
export interface SimulatedStep {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  readonly outcome: Outcome
}

/** A gate with all that it depends on satisfied, which was not approved before. */
export interface SimulatedGate {
  readonly id: string
  readonly atMs: number
  readonly approved: boolean
  /** The steps and gates that wait for it directly, in file order. */
  readonly holds: readonly string[]
}

/** A step that the run leaves undone, and why. */
export interface NeverStarted {
  readonly id: string
  readonly because: string
}

/** What a run does, if all goes as assumed. */
export interface Simulation {
  /** The steps that the run starts, in the order of their starts. */
  readonly starts: readonly SimulatedStep[]
  /** Steps that ran already, by the file's order; they take room until they end. */
  readonly underWay: readonly SimulatedStep[]
  readonly peakConcurrency: number
  readonly gates: readonly SimulatedGate[]
  readonly neverStarted: readonly NeverStarted[]
  /** When the last step ends. */
  readonly makespanMs: number
  /** The steps of the chain whose timeouts add up to the most, and their sum: the longest wait with room for all. */
  readonly criticalPath: readonly string[]
  readonly worstCaseMs: number
}

class Simulator {
  readonly #assumptions: Assumptions
  readonly #world: World
  readonly #room: Room
  readonly #ends = new Ends()
  readonly #targets: ReadonlySet<string> | undefined
  readonly #starts: SimulatedStep[] = []
  readonly #underWay: SimulatedStep[] = []
  readonly #gates: { id: string; atMs: number; approved: boolean }[] = []
  readonly #outcomes = new Map<number, Outcome>()
  #now = 0
  #peak = 0

  constructor(sequence: Sequence, assumptions: Assumptions) {
    this.#assumptions = assumptions
    const { scope, targets, limits } = assumptions
    this.#room = new Room(limits)
    const isChosen = scope === 'step' || scope === 'group'
    this.#targets = isChosen ? new Set(targets) : undefined
    this.#world = new World(sequence, {
      isWanted: (step) => this.#isWanted(step),
      approves: (gate) => this.#meetGate(gate),
    })
  }

  run(): Simulation {
    this.#world.statuses.forEach((status, at) => {
      if (status === 'RUNNING') this.#follow(at, this.#underWay)
    })
    for (;;) {
      this.#startAll()
      const next = this.#ends.nextMs
      if (next === undefined) break
      this.#now = next
      while (this.#ends.nextMs === next) {
        const ended = this.#ends.take()
        if (ended) this.#end(ended.position)
      }
    }
    return this.#summary()
  }

  #isWanted(step: Step): boolean {
    return this.#targets?.has(step.id) ?? true
  }

  #meetGate(gate: GraphNode): boolean {
    const approved = this.#assumptions.approveGates === true && gate.status !== 'BLOCKED'
    this.#gates.push({ id: gate.id, atMs: this.#now, approved })
    return approved
  }

  #end(at: number): void {
    const step = this.#world.graph.nodes[at]
    if (step && isStep(step)) this.#room.give(step)
    this.#world.end(at, this.#outcomes.get(at) ?? 'DONE')
  }

  #startAll(): void {
    const crowdedOut: number[] = []
    while (this.#room.isOpen) {
      const at = this.#world.start()
      if (at === undefined) break
      const step = this.#world.graph.nodes[at]
      if (step && isStep(step) && !this.#room.admits(step)) crowdedOut.push(at)
      else this.#follow(at, this.#starts)
    }
    for (const at of crowdedOut) this.#world.putBack(at)
  }

  #follow(at: number, list: SimulatedStep[]): void {
    const step = this.#world.graph.nodes[at]
    if (!step || !isStep(step)) return
    const { durationOf, outcomeOf } = this.#assumptions
    const outcome = outcomeOf?.(step) ?? (step.review === true ? 'NEEDS_REVIEW' : 'DONE')
    const endMs = this.#now + durationOf(step)
    this.#outcomes.set(at, outcome)
    this.#room.take(step)
    this.#ends.add({ position: at, endMs })
    list.push({ id: step.id, startMs: this.#now, endMs, outcome })
    this.#peak = Math.max(this.#peak, this.#ends.size)
  }

  #summary(): Simulation {
    const { graph } = this.#world
    const path = this.#worstCase(graph)
    return {
      starts: this.#starts,
      underWay: this.#underWay,
      peakConcurrency: this.#peak,
      gates: this.#gatesInOrder(graph),
      neverStarted: this.#neverStarted(graph),
      makespanMs: this.#now,
      criticalPath: path.ids,
      worstCaseMs: path.length,
    }
  }

  #gatesInOrder(graph: Graph): SimulatedGate[] {
    const placeOf = ({ id }: { readonly id: string }) => graph.index.get(id) ?? 0
    return this.#gates
      .toSorted((a, b) => a.atMs - b.atMs || placeOf(a) - placeOf(b))
      .map((gate) => ({ ...gate, holds: heldBy(graph, gate.id) }))
  }

  #worstCase(graph: Graph): { readonly ids: readonly string[]; readonly length: number } {
    const { durationOf, timeoutOf } = this.#assumptions
    const ran = new Set([...this.#underWay, ...this.#starts].map(({ id }) => id))
    const limitOf = (step: Step) => timeoutOf?.(step) ?? step.timeout_ms ?? durationOf(step)
    const path = criticalPath(graph, (id) => {
      const node = graph.nodes[graph.index.get(id) ?? -1]
      return node && isStep(node) && ran.has(id) ? limitOf(node) : 0
    })
    return { ids: path.ids.filter((id) => ran.has(id)), length: path.length }
  }

  #neverStarted(graph: Graph): NeverStarted[] {
    return graph.nodes.flatMap((node, at) => {
      const hasRun = this.#outcomes.has(at) || this.#world.statuses[at] === 'DONE'
      if (!isStep(node) || hasRun || !this.#isWanted(node)) return []
      return [{ id: node.id, because: this.#because(graph, at) }]
    })
  }

  #because(graph: Graph, at: number): string {
    const { statuses, met } = this.#world
    const inWords = (positions: readonly number[]) =>
      listInWords(
        positions.flatMap((position) => {
          const node = graph.nodes[position]
          return node ? [nodeInWords({ ...node, status: statuses[position] } as GraphNode)] : []
        }),
      )
    const status = statuses[at]
    if (status === 'NEEDS_REVIEW') return 'waits for a person to accept or reject it'
    if (status === 'FAILED') return 'failed; reset it to run it again'
    const blockers = neighbours(graph.hard.predecessors, at).filter((before) => !met[before])
    if (blockers.length > 0) return `waits for ${inWords(blockers)}`
    const ahead = neighbours(graph.soft.predecessors, at).filter((before) =>
      this.#world.isOpen(before),
    )
    return ahead.length > 0 ? `comes after ${inWords(ahead)}` : 'no step may run at all'
  }
}

function heldBy(graph: Graph, id: string): string[] {
  const at = graph.index.get(id) ?? -1
  const later = neighbours(graph.hard.successors, at)
  return idsAt(
    graph,
    later.toSorted((a, b) => a - b),
  )
}

/**
 * What a run does under these assumptions: at every moment it starts what `nextStarts` of shared/runs would,
 * in the same order and within the same limit, on statuses as a commit leaves them. O((V+E) log V).
 */
export function simulate(sequence: Sequence, assumptions: Assumptions): Simulation {
  return new Simulator(sequence, assumptions).run()
}
