import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkGraph } from '../../shared/dag/check.ts'
import { checkChangedGraph } from '../../shared/dag/check-change.ts'
import { criticalPath } from '../../shared/dag/critical-path.ts'
import { shortestCycle } from '../../shared/dag/cycle.ts'
import { downstreamOf, upstreamOf } from '../../shared/dag/downstream.ts'
import { readySet } from '../../shared/dag/frontier.ts'
import { buildGraph } from '../../shared/dag/graph.ts'
import { normalizeStatuses } from '../../shared/dag/normalize.ts'
import { topologicalOrder } from '../../shared/dag/order.ts'
import { redundantEdges } from '../../shared/dag/reduction.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { anySequence, settledSequence, tangledSequence } from '../support/arbitrary-sequences.ts'

const RUNS = { numRuns: 2000 }

interface Edges {
  readonly hard: string[]
  readonly soft: string[]
}

/** Each node with its hard and soft predecessors, the simplest way. */
function edgesOf(plan: Sequence): Map<string, Edges> {
  const edges = new Map<string, Edges>()
  for (const step of plan.steps) {
    edges.set(step.id, { hard: step.depends_on ?? [], soft: step.after ?? [] })
  }
  for (const gate of plan.gates) edges.set(gate.id, { hard: gate.depends_on ?? [], soft: [] })
  return edges
}

function naiveOrder(plan: Sequence): string[] {
  const edges = edgesOf(plan)
  const done: string[] = []
  for (;;) {
    const next = [...edges].find(
      ([id, { hard, soft }]) =>
        !done.includes(id) && [...hard, ...soft].every((before) => done.includes(before)),
    )
    if (!next) return done
    done.push(next[0])
  }
}

function isTolerated(plan: Sequence, step: Step): boolean {
  if (step.status !== 'FAILED' || step.fail_policy !== 'best_effort') return false
  const team = plan.steps.filter(
    (other) => step.group_id !== undefined && other.group_id === step.group_id,
  )
  return (
    team.some((other) => other.status === 'DONE') &&
    team.every((other) => other.status === 'DONE' || other.status === 'FAILED')
  )
}

function isMet(plan: Sequence, id: string): boolean {
  const step = plan.steps.find((one) => one.id === id)
  if (step) return step.status === 'DONE' || isTolerated(plan, step)
  return plan.gates.find((one) => one.id === id)?.status === 'APPROVED'
}

function naiveReadySet(plan: Sequence): string[] {
  const isOpen = (step: Step) =>
    (step.status ?? 'READY') === 'READY' && (step.depends_on ?? []).every((id) => isMet(plan, id))
  return plan.steps
    .filter(isOpen)
    .filter((step) =>
      (step.after ?? []).every((id) => {
        const before = plan.steps.find((one) => one.id === id)
        return !before || !(before.status === 'RUNNING' || isOpen(before))
      }),
    )
    .map((step) => step.id)
}

/** Lengths of all shortest ways between two nodes, by Floyd and Warshall. */
function distances(plan: Sequence): Map<string, Map<string, number>> {
  const edges = edgesOf(plan)
  const ids = [...edges.keys()]
  const far = new Map(
    ids.map((id) => {
      const next = edges.get(id)
      const near = [...(next?.hard ?? []), ...(next?.soft ?? [])]
      return [id, new Map(ids.map((to) => [to, near.includes(to) ? 1 : Number.POSITIVE_INFINITY]))]
    }),
  )
  const get = (a: string, b: string) => far.get(a)?.get(b) ?? Number.POSITIVE_INFINITY
  for (const via of ids) {
    for (const from of ids) {
      for (const to of ids) {
        far.get(from)?.set(to, Math.min(get(from, to), get(from, via) + get(via, to)))
      }
    }
  }
  return far
}

test('the order is the one that always takes the first node of the file that can come', () => {
  fc.assert(
    fc.property(anySequence, (plan) => {
      expect(topologicalOrder(buildGraph(plan))).toEqual(naiveOrder(plan))
    }),
    RUNS,
  )
})

test('the ready set is what the rule says, step by step', () => {
  fc.assert(
    fc.property(anySequence, (plan) => {
      expect(readySet(plan).map((step) => step.id)).toEqual(naiveReadySet(plan))
    }),
    RUNS,
  )
})

test('something is always ready when a READY step has all that it depends on', () => {
  fc.assert(
    fc.property(settledSequence, (plan) => {
      const isIdle = plan.steps.every((step) => step.status !== 'RUNNING')
      const hasOpen = plan.steps.some((step) => (step.status ?? 'READY') === 'READY')
      if (isIdle) expect(readySet(plan).length > 0).toBe(hasOpen)
    }),
    RUNS,
  )
})

test('normalised statuses are what the rule says, and normalising again changes nothing', () => {
  fc.assert(
    fc.property(anySequence, (before) => {
      const after = normalizeStatuses(before)
      expect(normalizeStatuses(after)).toBe(after)
      const isOpen = (node: { depends_on?: string[] | undefined }) =>
        (node.depends_on ?? []).every((id) => isMet(after, id))
      const idle = after.steps.filter((step) => /^(READY|BLOCKED)$/.test(step.status ?? 'READY'))
      expect(idle.map((step) => step.status ?? 'READY')).toEqual(
        idle.map((step) => (isOpen(step) ? 'READY' : 'BLOCKED')),
      )
      const approved = after.gates.filter((gate) => gate.status === 'APPROVED')
      expect(approved.filter((gate) => !isOpen(gate))).toEqual([])
    }),
    RUNS,
  )
})

test('a shortest cycle is a cycle, none is shorter, and there is one exactly when there is one', () => {
  fc.assert(
    fc.property(tangledSequence, (plan) => {
      const far = distances(plan)
      const least = Math.min(
        ...plan.steps.map((step) => far.get(step.id)?.get(step.id) ?? Number.POSITIVE_INFINITY),
      )
      const cycle = shortestCycle(buildGraph(plan))
      expect(cycle === undefined ? Number.POSITIVE_INFINITY : cycle.length - 1).toBe(least)
      const edges = edgesOf(plan)
      cycle?.slice(1).forEach((id, index) => {
        const from = edges.get(cycle[index] ?? '')
        expect([...(from?.hard ?? []), ...(from?.soft ?? [])]).toContain(id)
      })
      expect(cycle?.[0]).toBe(cycle?.at(-1))
      expect(checkGraph(plan).ok).toBe(cycle === undefined)
    }),
    RUNS,
  )
})

test('downstream and upstream are what can be reached', () => {
  fc.assert(
    fc.property(anySequence, (plan) => {
      const hardOnly = {
        ...plan,
        steps: plan.steps.map(({ after: _after, ...step }) => step),
      }
      const far = distances(hardOnly)
      const graph = buildGraph(plan)
      for (const id of graph.ids) {
        const reaches = (from: string, to: string) => Number.isFinite(far.get(from)?.get(to))
        expect(upstreamOf(graph, [id])).toEqual(graph.ids.filter((other) => reaches(id, other)))
        expect(downstreamOf(graph, [id])).toEqual(graph.ids.filter((other) => reaches(other, id)))
      }
    }),
    RUNS,
  )
})

test('without its redundant edges a graph reaches the same, and each edge left is needed', () => {
  fc.assert(
    fc.property(anySequence, (plan) => {
      const graph = buildGraph(plan)
      const redundant = redundantEdges(graph)
      const isRedundant = (id: string, dependency: string) =>
        redundant.some((edge) => edge.id === id && edge.dependency === dependency)
      const keep = <N extends { id: string; depends_on?: string[] | undefined }>(node: N): N => ({
        ...node,
        depends_on: (node.depends_on ?? []).filter((id) => !isRedundant(node.id, id)),
      })
      const reduced = { ...plan, steps: plan.steps.map(keep), gates: plan.gates.map(keep) }
      const small = buildGraph(reduced)
      for (const id of graph.ids) {
        expect(upstreamOf(small, [id])).toEqual(upstreamOf(graph, [id]))
      }
      expect(redundantEdges(small)).toEqual([])
    }),
    RUNS,
  )
})

test('the critical path is the heaviest of all paths', () => {
  fc.assert(
    fc.property(
      anySequence,
      fc.array(fc.nat(9), { minLength: 9, maxLength: 9 }),
      (plan, weights) => {
        const weightOf = (id: string) => weights[Number(id.slice(1))] ?? 0
        const edges = edgesOf(plan)
        const heaviest = (id: string): number => {
          const { hard = [], soft = [] } = edges.get(id) ?? {}
          return weightOf(id) + Math.max(0, ...[...hard, ...soft].map(heaviest))
        }
        const path = criticalPath(buildGraph(plan), weightOf)
        expect(path.length).toBe(Math.max(0, ...[...edges.keys()].map(heaviest)))
        expect(path.ids.reduce((sum, id) => sum + weightOf(id), 0)).toBe(path.length)
      },
    ),
    RUNS,
  )
})

test('a changed sequence is judged as the whole would be', () => {
  const counts = { sound: 0, refused: 0 }
  fc.assert(
    fc.property(
      anySequence,
      fc.nat(),
      fc.nat(),
      fc.constantFrom('depends_on', 'after', 'fusion_candidates', 'parent', 'model'),
      (before, at, other, field) => {
        fc.pre(checkGraph(before).ok && before.steps.length > 0)
        const ids = [...before.steps, ...before.gates].map((node) => node.id)
        const target = [...ids, 'ghost'][other % (ids.length + 1)] ?? 'ghost'
        const chosen = at % before.steps.length
        const steps = before.steps.map((step, index): Step => {
          if (index !== chosen) return step
          if (field === 'parent') return { ...step, parent: target }
          if (field === 'model') return { ...step, model: 'shell' }
          return { ...step, [field]: [...(step[field] ?? []), target] }
        })
        const after = { ...before, steps }
        const whole = checkGraph(after)
        counts[whole.ok ? 'sound' : 'refused'] += 1
        expect(checkChangedGraph(before, after)).toEqual(whole)
      },
    ),
    RUNS,
  )
  expect([counts.sound > 200, counts.refused > 200]).toEqual([true, true])
})
