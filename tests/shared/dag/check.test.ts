import { expect, test } from 'vitest'
import { checkGraph } from '../../../shared/dag/check.ts'
import { shortestCycle } from '../../../shared/dag/cycle.ts'
import { buildGraph } from '../../../shared/dag/graph.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { chain, gate, sequence, step } from '../../support/sequences.ts'

const CASES: readonly [string, Sequence, object][] = [
  [
    'two steps with one id',
    sequence([step('a'), step('b'), step('a')]),
    {
      code: 'INVALID_ID',
      message: 'The id a is used twice.',
      at: { path: ['steps', 2, 'id'] },
      details: {
        id: 'a',
        paths: [
          ['steps', 0, 'id'],
          ['steps', 2, 'id'],
        ],
      },
    },
  ],
  [
    'a gate with the id of a step',
    sequence([step('a')], [gate('a')]),
    { code: 'INVALID_ID', at: { path: ['gates', 0, 'id'] } },
  ],
  [
    'a dependency on nothing',
    sequence([step('a'), step('b', { depends_on: ['a', 'ghost'] })]),
    {
      code: 'DANGLING_DEPENDENCY',
      message: 'depends_on of b names ghost, but there is no such step or gate.',
      at: { path: ['steps', 1, 'depends_on', 1] },
      details: { missing: 'ghost' },
    },
  ],
  [
    'a gate that depends on nothing',
    sequence([], [gate('g', { depends_on: ['ghost'] })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['gates', 0, 'depends_on', 0] } },
  ],
  [
    'a soft dependency on nothing',
    sequence([step('a', { after: ['ghost'] })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['steps', 0, 'after', 0] } },
  ],
  [
    'a candidate that is not there',
    sequence([step('a', { fusion_candidates: ['ghost'] })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['steps', 0, 'fusion_candidates', 0] } },
  ],
  [
    'a candidate that is a gate',
    sequence([step('a', { fusion_candidates: ['g'] })], [gate('g')]),
    { code: 'DANGLING_DEPENDENCY', message: 'fusion_candidates of a names g, which is a gate.' },
  ],
  [
    'an orchestrator that is not there',
    sequence([step('a', { parent: 'ghost' })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['steps', 0, 'parent'] } },
  ],
  [
    'a watched step that is not there',
    sequence([step('a', { watchdog_for: 'ghost' })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['steps', 0, 'watchdog_for'] } },
  ],
  [
    'the same edge twice',
    sequence([step('a'), step('b', { depends_on: ['a', 'a'] })]),
    {
      code: 'DANGLING_DEPENDENCY',
      message: 'b names a twice.',
      at: { path: ['steps', 1, 'depends_on', 1] },
    },
  ],
  [
    'the same edge hard and soft',
    sequence([step('a'), step('b', { depends_on: ['a'], after: ['a'] })]),
    { code: 'DANGLING_DEPENDENCY', at: { path: ['steps', 1, 'after', 0] } },
  ],
  [
    'a step that waits for itself',
    sequence([step('a', { depends_on: ['a'] })]),
    {
      code: 'CYCLE',
      message: "a can't wait for itself.",
      at: { path: ['steps', 0, 'depends_on', 0] },
      details: { cycle: ['a', 'a'] },
    },
  ],
  [
    'a synth that is its own candidate',
    sequence([step('a', { fusion_candidates: ['a'] })]),
    {
      code: 'CYCLE',
      message: "a can't be its own candidate.",
      at: { path: ['steps', 0, 'fusion_candidates', 0] },
    },
  ],
  [
    'a cycle',
    sequence([step('x'), step('a', { depends_on: ['b', 'x'] }), step('b', { depends_on: ['a'] })]),
    {
      code: 'CYCLE',
      message: 'The dependencies form a cycle: a → b → a.',
      at: { path: ['steps', 1, 'depends_on', 0] },
      details: { cycle: ['a', 'b', 'a'] },
    },
  ],
  [
    'a cycle through a gate',
    sequence([step('a', { depends_on: ['g'] })], [gate('g', { depends_on: ['a'] })]),
    { code: 'CYCLE', details: { cycle: ['a', 'g', 'a'] } },
  ],
  [
    'a soft edge that closes a cycle with hard ones',
    sequence([step('a', { after: ['b'] }), step('b', { depends_on: ['a'] })]),
    { code: 'CYCLE', at: { path: ['steps', 0, 'after', 0] }, details: { cycle: ['a', 'b', 'a'] } },
  ],
  [
    'watchdogs that watch each other',
    sequence([step('a', { watchdog_for: 'b' }), step('b', { watchdog_for: 'a' })]),
    { code: 'CYCLE', message: 'watchdog_for leads in a circle: a → b → a.' },
  ],
  [
    'orchestrators that lead back',
    sequence([step('z', { parent: 'a' }), step('a', { parent: 'b' }), step('b', { parent: 'a' })]),
    { code: 'CYCLE', details: { cycle: ['a', 'b', 'a'] } },
  ],
  [
    'the model shell without a command',
    sequence([step('a', { model: 'shell' })]),
    { code: 'INVALID_SCHEMA', at: { path: ['steps', 0, 'model'] } },
  ],
  [
    'a command without the model shell',
    sequence([step('a', { command: ['ls'] })]),
    { code: 'INVALID_SCHEMA', at: { path: ['steps', 0, 'command'] } },
  ],
  [
    'a dangling reference rather than the cycle beside it',
    sequence([step('a', { depends_on: ['a'] }), step('b', { depends_on: ['ghost'] })]),
    { code: 'DANGLING_DEPENDENCY' },
  ],
]

test.each(CASES)('refused: %s', (_, plan, failure) => {
  expect(checkGraph(plan)).toMatchObject({
    ok: false,
    failure: { hint: expect.stringMatching(/\.$/), ...failure },
  })
})

test('a sequence in order is handed back', () => {
  const plan = sequence(
    [
      step('a', { model: 'shell', command: ['npm', 'test'] }),
      step('b', { depends_on: ['a', 'g'], after: ['c'], parent: 'a' }),
      step('c', { watchdog_for: 'b' }),
      step('d', { depends_on: ['b', 'c'], fusion_candidates: ['b', 'c'] }),
    ],
    [gate('g', { depends_on: ['a'] })],
  )
  expect(checkGraph(plan)).toEqual({ ok: true, value: plan })
})

test('of several cycles the shortest is spelled out, from its first step on', () => {
  const plan = sequence([
    step('a', { depends_on: ['b'] }),
    step('b', { depends_on: ['c'] }),
    step('c', { depends_on: ['a'] }),
    step('y', { depends_on: ['x', 'a'] }),
    step('x', { depends_on: ['y'] }),
  ])
  expect(shortestCycle(buildGraph(plan))).toEqual(['y', 'x', 'y'])
})

function ring(count: number): Sequence {
  const { steps } = chain(count)
  return sequence(steps.with(0, step('n0', { depends_on: [`n${count - 1}`] })))
}

test('a chain of 20,000 that closes on itself is a cycle of 20,000', () => {
  expect(shortestCycle(buildGraph(ring(20_000)))).toHaveLength(20_001)
})

test('a chain of 20,000 is in order', () => {
  expect(checkGraph(chain(20_000))).toMatchObject({ ok: true })
})

test('a tangle of 300 rungs, every way round of the same length, is searched in bounded time', () => {
  const width = 12
  const rungs = 300
  const rung = (level: number) =>
    Array.from({ length: width }, (_, index) => `r${(level + rungs) % rungs}-${index}`)
  const steps = Array.from({ length: rungs }, (_, level) =>
    rung(level).map((id) => step(id, { depends_on: rung(level - 1) })),
  ).flat()
  expect(shortestCycle(buildGraph(sequence(steps)))).toHaveLength(rungs + 1)
})
