import { expect, test } from 'vitest'
import { mergeSequences } from '../../../shared/diff/merge.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const base = sequence(
  [step('a'), step('b', { depends_on: ['a'], lane: 'one' }), step('c')],
  [gate('review', { depends_on: ['b'] })],
)

test('changes of different fields, nodes and edges of both sides come together', () => {
  const mine = {
    ...base,
    metadata: { description: 'Mine' },
    steps: [step('a', { name: 'First' }), step('b', { depends_on: ['a', 'c'] }), step('c')],
  }
  const theirs = {
    ...base,
    metadata: { created_by: 'Ada' },
    steps: [
      step('a', { lane: 'two' }),
      step('new'),
      step('b', { depends_on: ['new', 'a'], lane: 'one' }),
      step('c'),
    ],
  }
  expect(mergeSequences(base, mine, theirs)).toEqual({
    merged: {
      ...base,
      metadata: { created_by: 'Ada', description: 'Mine' },
      steps: [
        step('a', { name: 'First', lane: 'two' }),
        step('new'),
        step('b', { depends_on: ['new', 'a', 'c'] }),
        step('c'),
      ],
    },
    conflicts: [],
  })
})

test('a field that both changed keeps the value of the base and names all three', () => {
  const mine = { ...base, name: 'mine', steps: base.steps.with(2, step('c', { model: 'gemini' })) }
  const theirs = {
    ...base,
    name: 'theirs',
    steps: base.steps.with(2, step('c', { model: 'claude-code' })),
  }
  expect(mergeSequences(base, mine, theirs)).toEqual({
    merged: base,
    conflicts: [
      {
        kind: 'both-changed',
        id: null,
        field: 'name',
        base: 'demo',
        mine: 'mine',
        theirs: 'theirs',
      },
      {
        kind: 'both-changed',
        id: 'c',
        field: 'model',
        base: 'codex',
        mine: 'gemini',
        theirs: 'claude-code',
      },
    ],
  })
})

test('a node that one side removed and the other changed stays as changed', () => {
  const mine = { ...base, steps: base.steps.slice(0, 2) }
  const changed = step('c', { lane: 'two' })
  const theirs = { ...base, steps: base.steps.with(2, changed) }
  expect(mergeSequences(base, mine, theirs)).toEqual({
    merged: theirs,
    conflicts: [
      { kind: 'removed-and-changed', id: 'c', removedBy: 'mine', base: step('c'), changed },
    ],
  })
})

test('of two nodes added under one id the merge has one, and both are in the conflict', () => {
  const [one, two] = [step('new', { lane: 'one' }), step('new', { lane: 'two' })]
  const mine = { ...base, steps: [...base.steps, two] }
  const theirs = { ...base, steps: [...base.steps, one] }
  expect(mergeSequences(base, mine, theirs)).toEqual({
    merged: theirs,
    conflicts: [{ kind: 'added-twice', id: 'new', mine: two, theirs: one }],
  })
})

const [a = step('a'), b = step('b'), c = step('c')] = base.steps

test('nodes moved by one side each are both moved', () => {
  const long = sequence([a, b, c, step('d'), step('e')])
  const mine = { ...long, steps: [step('e'), a, b, c, step('d')] }
  const theirs = { ...long, steps: [a, c, step('d'), b, step('e')] }
  expect(mergeSequences(long, mine, theirs)).toEqual({
    merged: { ...long, steps: [step('e'), a, c, step('d'), b] },
    conflicts: [],
  })
})

test('a node that both moved to different places stays where it was', () => {
  const long = sequence([a, b, c, step('d')])
  const mine = { ...long, steps: [step('d'), a, b, c] }
  const theirs = { ...long, steps: [a, step('d'), b, c] }
  expect(mergeSequences(long, mine, theirs)).toEqual({
    merged: long,
    conflicts: [{ kind: 'order', id: 'd', base: 'c', mine: null, theirs: 'a' }],
  })
})

test('two edges that close a cycle only together are a conflict of the graph', () => {
  const mine = { ...base, steps: base.steps.with(2, step('c', { depends_on: ['b'] })) }
  const theirs = { ...base, steps: base.steps.with(0, step('a', { depends_on: ['c'] })) }
  const { merged, conflicts } = mergeSequences(base, mine, theirs)
  expect(merged.steps).toEqual([theirs.steps[0], b, mine.steps[2]])
  expect(conflicts).toMatchObject([{ kind: 'graph', failure: { code: 'CYCLE' } }])
})

test('an edge to a node that the other side removed is a conflict of the graph', () => {
  const mine = { ...base, steps: [a, b] }
  const theirs = { ...base, steps: [a, step('b', { depends_on: ['a', 'c'], lane: 'one' }), c] }
  expect(mergeSequences(base, mine, theirs).conflicts).toMatchObject([
    { kind: 'graph', failure: { code: 'DANGLING_DEPENDENCY' } },
  ])
})

test('a step that both sides turned into a gate, each its own, stays the step', () => {
  const mine = { ...base, steps: [a, b], gates: [...base.gates, gate('c')] }
  const theirs = { ...base, steps: [a, b], gates: [...base.gates, gate('c', { lane: 'two' })] }
  expect(mergeSequences(base, mine, theirs)).toEqual({
    merged: base,
    conflicts: [
      {
        kind: 'both-changed',
        id: 'c',
        field: 'kind',
        base: step('c'),
        mine: gate('c'),
        theirs: gate('c', { lane: 'two' }),
      },
    ],
  })
})
