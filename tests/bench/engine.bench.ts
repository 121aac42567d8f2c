import { createTwoFilesPatch } from 'diff'
import { bench, describe } from 'vitest'
import { parse, stringify } from 'yaml'
import { propose } from '../../shared/commit/propose.ts'
import { checkGraph } from '../../shared/dag/check.ts'
import { readySet } from '../../shared/dag/frontier.ts'
import { buildGraph } from '../../shared/dag/graph.ts'
import { topologicalOrder } from '../../shared/dag/order.ts'
import { unifiedDiff } from '../../shared/diff/unified.ts'
import { unwrap } from '../../shared/failure.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'
import { printSequence } from '../../shared/yaml/print-sequence.ts'
import { context, gate, sequence, step } from '../support/sequences.ts'

/** Layers of ten steps, each waiting for two of the layer before; a gate after every tenth layer. */
function layered(count: number): Sequence {
  const plan = sequence([])
  for (let index = 0; index < count; index += 1) {
    const layer = Math.floor(index / 10)
    const before = [index - 10, index - 10 - (index % 10) + ((index + 3) % 10)]
    const gated = layer > 0 && layer % 10 === 0 ? [`g${layer}`] : before.map((at) => `s${at}`)
    plan.steps.push(
      step(`s${index}`, {
        name: `Step ${index}`,
        ...(layer === 0 ? {} : { depends_on: [...new Set(gated)], status: 'BLOCKED' }),
        lane: `lane-${index % 10}`,
      }),
    )
    if (layer > 0 && layer % 10 === 0 && index % 10 === 0) {
      const above = Array.from({ length: 10 }, (_, at) => `s${index - 10 + at}`)
      plan.gates.push(gate(`g${layer}`, { depends_on: above }))
    }
  }
  return plan
}

function naiveReadySet(plan: Sequence): string[] {
  const isMet = (id: string) =>
    plan.steps.find((one) => one.id === id)?.status === 'DONE' ||
    plan.gates.find((one) => one.id === id)?.status === 'APPROVED'
  return plan.steps
    .filter((one) => (one.status ?? 'READY') === 'READY' || one.status === 'BLOCKED')
    .filter((one) => (one.depends_on ?? []).every(isMet))
    .map((one) => one.id)
}

function naiveOrder(plan: Sequence): string[] {
  const open = [...plan.steps, ...plan.gates]
  const done = new Set<string>()
  while (open.length > 0) {
    const at = open.findIndex((node) => (node.depends_on ?? []).every((id) => done.has(id)))
    for (const node of open.splice(at, 1)) done.add(node.id)
  }
  return [...done]
}

/** Parse, change, print, compare: what one writes without a document model of one's own. */
function naiveApply(text: string, id: string, lane: string): string {
  const plan = parse(text) as Sequence
  const next = {
    ...plan,
    steps: plan.steps.map((one) => (one.id === id ? { ...one, lane } : one)),
  }
  return createTwoFilesPatch('a', 'b', text, stringify(next))
}

const FEW = { time: 300, iterations: 5, warmupIterations: 2, warmupTime: 0 }
const ONCE = { time: 0, iterations: 1, warmupIterations: 0, warmupTime: 0 }

describe.each([1000, 10_000])('%i steps', (count) => {
  const plan = layered(count)
  const text = printSequence(plan)
  // In the spelling of `stringify`, so that the naive diff has one changed line to find and not all of them.
  const naiveText = stringify(plan)
  const document = unwrap(parseSequence(text))
  const middle = `s${count / 2}`
  let turn = 0

  describe('apply one action, diff included', () => {
    bench(
      'ours',
      () => {
        turn += 1
        const action = { action: 'step.edit', id: middle, lane: `lane-${turn % 7}-x` }
        unwrap(propose(document, [action], context()))
      },
      FEW,
    )
    bench(
      'naive',
      () => {
        naiveApply(naiveText, middle, 'other')
      },
      ONCE,
    )
  })

  describe('add a dependency, diff included', () => {
    bench(
      'ours',
      () => {
        const action = { action: 'dep.add', stepId: middle, depId: 's0' }
        unwrap(propose(document, [action], context()))
      },
      FEW,
    )
  })

  describe('ready set', () => {
    bench(
      'ours',
      () => {
        readySet(plan)
      },
      FEW,
    )
    bench(
      'naive',
      () => {
        naiveReadySet(plan)
      },
      FEW,
    )
  })

  describe('order', () => {
    bench(
      'ours',
      () => {
        topologicalOrder(buildGraph(plan))
      },
      FEW,
    )
    bench(
      'naive',
      () => {
        naiveOrder(plan)
      },
      FEW,
    )
  })

  describe('check of the whole graph', () => {
    bench(
      'ours',
      () => {
        unwrap(checkGraph(plan))
      },
      FEW,
    )
  })

  describe('diff of one changed line', () => {
    const after = text.replace(`name: Step ${count / 2}\n`, 'name: Other\n')
    bench(
      'ours',
      () => {
        unifiedDiff('f', text, after)
      },
      FEW,
    )
    bench(
      'naive',
      () => {
        createTwoFilesPatch('a', 'b', text, after)
      },
      FEW,
    )
  })
})
