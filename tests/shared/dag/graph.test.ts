import { expect, test } from 'vitest'
import { criticalPath } from '../../../shared/dag/critical-path.ts'
import { downstreamOf, upstreamOf } from '../../../shared/dag/downstream.ts'
import { buildGraph } from '../../../shared/dag/graph.ts'
import { topologicalOrder } from '../../../shared/dag/order.ts'
import { redundantEdges } from '../../../shared/dag/reduction.ts'
import { chain, gate, sequence, step } from '../../support/sequences.ts'

const diamond = sequence(
  [
    step('deploy', { depends_on: ['test', 'review'] }),
    step('test', { depends_on: ['build'], after: ['lint'] }),
    step('lint'),
    step('build'),
  ],
  [gate('review', { depends_on: ['build'] })],
)

test('steps and gates are one graph, steps first', () => {
  const graph = buildGraph(diamond)
  expect({
    ids: graph.ids,
    deploy: graph.hard.predecessors[0],
    build: graph.hard.successors[3],
    soft: graph.soft.predecessors[1],
    all: graph.all.predecessors[1],
  }).toEqual({
    ids: ['deploy', 'test', 'lint', 'build', 'review'],
    deploy: [1, 4],
    build: [1, 4],
    soft: [2],
    all: [3, 2],
  })
})

test('an edge to nothing is left out of the graph', () => {
  const graph = buildGraph(sequence([step('a', { depends_on: ['ghost'] })]))
  expect(graph.hard.predecessors).toEqual([[]])
})

test('the order respects both kinds of edges and otherwise follows the file', () => {
  expect(topologicalOrder(buildGraph(diamond))).toEqual([
    'lint',
    'build',
    'test',
    'review',
    'deploy',
  ])
})

test('downstream and upstream follow hard edges through gates, in file order', () => {
  const graph = buildGraph(diamond)
  expect([
    downstreamOf(graph, ['build']),
    downstreamOf(graph, ['lint']),
    upstreamOf(graph, ['deploy']),
    downstreamOf(graph, ['ghost']),
  ]).toEqual([['deploy', 'test', 'review'], [], ['test', 'build', 'review'], []])
})

test('the critical path weighs steps 1 and gates 0 unless durations are given', () => {
  const graph = buildGraph(diamond)
  const slow = criticalPath(graph, (id) => (id === 'review' ? 10 : 1))
  expect([criticalPath(graph).ids, criticalPath(graph).length, slow.ids, slow.length]).toEqual([
    ['lint', 'test', 'deploy'],
    3,
    ['build', 'review', 'deploy'],
    12,
  ])
})

test('the critical path of nothing is empty', () => {
  expect(criticalPath(buildGraph(sequence([])))).toEqual({ ids: [], length: 0, remaining: [] })
})

test('an edge that others imply is redundant', () => {
  const graph = buildGraph(
    sequence([
      step('a'),
      step('b', { depends_on: ['a'] }),
      step('c', { depends_on: ['a', 'b'] }),
      step('d', { depends_on: ['a', 'c'] }),
    ]),
  )
  expect(redundantEdges(graph)).toEqual([
    { id: 'c', dependency: 'a' },
    { id: 'd', dependency: 'a' },
  ])
})

test('a chain of 20,000 steps overflows nothing', () => {
  const long = chain(20_000)
  const graph = buildGraph(long)
  expect({
    last: topologicalOrder(graph).at(-1),
    downstream: downstreamOf(graph, ['n0']).length,
    length: criticalPath(graph).length,
    redundant: redundantEdges(graph),
  }).toEqual({ last: 'n19999', downstream: 19_999, length: 20_000, redundant: [] })
})
