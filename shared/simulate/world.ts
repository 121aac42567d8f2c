import { buildGraph, type Graph, neighbours } from '../dag/graph.ts'
import { normalizeStatuses } from '../dag/normalize.ts'
import { satisfaction } from '../dag/satisfied.ts'
import { SmallestFirst } from '../dag/smallest-first.ts'
import { urgencyRanks } from '../dag/urgency.ts'
import { type GraphNode, isStep, nodeStatus } from '../schema/defaults.ts'
import type { GateStatus } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step, StepStatus } from '../schema/step.ts'

/** A group or a fusion: whether its failures count is known when all its members have ended. */
interface Team {
  readonly members: readonly number[]
  readonly isTolerant: boolean
  open: number
}

function hasEnded(status: StepStatus | GateStatus | undefined): boolean {
  return status === 'DONE' || status === 'FAILED'
}

/** What happens to the nodes beside their steps' starts and ends. */
export interface WorldListener {
  /** True for a step that the run may start. */
  isWanted(step: Step): boolean
  /** All that an open gate waits for is satisfied; true approves it. */
  approves(gate: GraphNode): boolean
}

/**
 * The statuses of a sequence as its steps start and end, kept up to date by counting: each edge is looked at
 * once. Says the same as normalising the whole sequence and taking its ready set after every end.
 */
export class World {
  readonly graph: Graph
  readonly statuses: (StepStatus | GateStatus)[]
  readonly met: boolean[]
  /** For each node, how many hard dependencies are not satisfied. */
  readonly #unmet: number[]
  /** For each node, how many soft predecessors run or could start. */
  readonly #ahead: number[]
  readonly #open: boolean[]
  /** The startable steps by urgency: `#ranks` of a position and back. */
  readonly #startable: SmallestFirst
  readonly #ranks: readonly number[]
  readonly #byRank: readonly number[]
  readonly #teams = new Map<number, Team[]>()
  readonly #listener: WorldListener

  constructor(before: Sequence, listener: WorldListener) {
    const sequence = normalizeStatuses(before)
    this.#listener = listener
    this.graph = buildGraph(sequence)
    const { nodes, hard } = this.graph
    const isMet = satisfaction(sequence)
    this.statuses = nodes.map(nodeStatus)
    this.met = nodes.map(isMet)
    this.#unmet = hard.predecessors.map((list) => list.filter((at) => !this.met[at]).length)
    this.#ahead = nodes.map(() => 0)
    this.#open = nodes.map(() => false)
    this.#startable = new SmallestFirst(nodes.length)
    this.#ranks = urgencyRanks(this.graph)
    const byRank: number[] = []
    for (const [at, rank] of this.#ranks.entries()) byRank[rank] = at
    this.#byRank = byRank
    this.#formTeams()
    nodes.forEach((node, at) => {
      if (isStep(node) && this.statuses[at] === 'RUNNING') this.#moveAhead(at, 1)
    })
    // All of them before any is reached: an approval makes others reachable, which then come by themselves.
    const reachable = nodes.flatMap((_, at) => (this.#unmet[at] === 0 ? [at] : []))
    for (const at of reachable) if (this.#reach(at)) this.#satisfy(at)
  }

  /** Takes the most urgent step of the ready set that the run wants, and sets it RUNNING. */
  start(): number | undefined {
    for (;;) {
      const rank = this.#startable.take()
      if (rank === undefined) return undefined
      const at = this.#byRank[rank] ?? -1
      // What was put in may be held again by a soft predecessor that has become ready since.
      if (!this.#open[at] || this.#ahead[at] !== 0) continue
      this.#open[at] = false
      this.statuses[at] = 'RUNNING'
      return at
    }
  }

  /** Takes a start back for which there is no room: the step is READY, and given out again later. */
  putBack(at: number): void {
    this.#open[at] = true
    this.statuses[at] = 'READY'
    this.#startable.add(this.#ranks[at] ?? 0)
  }

  /** Ends a RUNNING step. */
  end(at: number, status: 'DONE' | 'NEEDS_REVIEW' | 'FAILED'): void {
    this.statuses[at] = status
    this.#moveAhead(at, -1)
    if (status === 'DONE') this.#satisfy(at)
    if (!hasEnded(status)) return
    for (const team of this.#teams.get(at) ?? []) {
      team.open -= 1
      if (team.open === 0) this.#judge(team)
    }
  }

  /** True for a step that is READY with all its hard dependencies satisfied. */
  isOpen(at: number): boolean {
    return this.#open[at] === true
  }

  #formTeams(): void {
    const { nodes, index } = this.graph
    const groups = new Map<string, number[]>()
    nodes.forEach((node, at) => {
      if (!isStep(node)) return
      if (node.fusion_candidates) {
        const members = node.fusion_candidates.flatMap((id) => index.get(id) ?? [])
        this.#addTeam(members, node.fail_policy === 'best_effort')
      }
      if (node.group_id === undefined) return
      const members = groups.get(node.group_id)
      if (members) members.push(at)
      else groups.set(node.group_id, [at])
    })
    for (const members of groups.values()) this.#addTeam(members, false)
  }

  #addTeam(members: readonly number[], isTolerant: boolean): void {
    const open = members.filter((at) => !hasEnded(this.statuses[at])).length
    // A team that has ended already was judged with the sequence.
    if (open === 0) return
    const team = { members, isTolerant, open }
    for (const at of members) {
      const teams = this.#teams.get(at)
      if (teams) teams.push(team)
      else this.#teams.set(at, [team])
    }
  }

  #judge({ members, isTolerant }: Team): void {
    if (!members.some((at) => this.statuses[at] === 'DONE')) return
    for (const at of members) {
      const node = this.graph.nodes[at]
      const isForgiven = isTolerant || (node && isStep(node) && node.fail_policy === 'best_effort')
      if (isForgiven && this.statuses[at] === 'FAILED') this.#satisfy(at)
    }
  }

  #satisfy(first: number): void {
    const open = [first]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.met[at]) continue
      this.met[at] = true
      for (const later of neighbours(this.graph.hard.successors, at)) {
        const left = (this.#unmet[later] ?? 0) - 1
        this.#unmet[later] = left
        if (left === 0 && this.#reach(later)) open.push(later)
      }
    }
  }

  /** All that a node depends on is satisfied: a step is READY, a gate may be approved (true). */
  #reach(at: number): boolean {
    const node = this.graph.nodes[at]
    const status = this.statuses[at]
    if (!node) return false
    if (!isStep(node)) {
      if (status === 'APPROVED' || !this.#listener.approves(node)) return false
      this.statuses[at] = 'APPROVED'
      return true
    }
    if (status !== 'READY' && status !== 'BLOCKED') return false
    this.statuses[at] = 'READY'
    this.#open[at] = true
    this.#moveAhead(at, 1)
    this.#offer(at)
    return false
  }

  /** A step now runs or could start (1), or has ended (-1): what softly comes after it waits, or need not. */
  #moveAhead(at: number, change: 1 | -1): void {
    for (const later of neighbours(this.graph.soft.successors, at)) {
      this.#ahead[later] = (this.#ahead[later] ?? 0) + change
      this.#offer(later)
    }
  }

  #offer(at: number): void {
    const node = this.graph.nodes[at]
    if (!this.#open[at] || this.#ahead[at] !== 0 || !node || !isStep(node)) return
    if (this.#listener.isWanted(node)) this.#startable.add(this.#ranks[at] ?? 0)
  }
}
