import { expect, test } from 'vitest'
import { applySequencePatch, sequencePatch } from '../../../shared/diff/sequence-patch.ts'
import { SequencePatchSchema } from '../../../shared/protocol/state.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const revisions = { from: 'old', revision: 'new' }

test('a patch holds whole changed nodes and nothing else', () => {
  const before = sequence([step('a'), step('b')], [gate('g')])
  const after = sequence([step('a', { status: 'RUNNING' }), step('b')], [gate('g')])
  expect(sequencePatch(before, after, revisions)).toEqual({
    from: 'old',
    revision: 'new',
    steps: [step('a', { status: 'RUNNING' })],
    gates: [],
    removed: [],
  })
})

test('the order is told only when it is not the one that comes of itself', () => {
  const before = sequence([step('a'), step('b')])
  const atEnd = sequence([step('b'), step('c')])
  const inFront = sequence([step('c'), step('a'), step('b')])
  expect([
    sequencePatch(before, atEnd, revisions),
    sequencePatch(before, inFront, revisions),
  ]).toEqual([
    { ...revisions, steps: [step('c')], gates: [], removed: ['a'] },
    { ...revisions, steps: [step('c')], gates: [], removed: [], stepOrder: ['c', 'a', 'b'] },
  ])
})

test('what is said of the sequence itself is part of the patch, and so is that it is gone', () => {
  const before = { ...sequence([]), metadata: { description: 'old' }, policy: { max_fanout: 3 } }
  const after = { ...sequence([]), name: 'other', metadata: { description: 'new' } }
  const patch = sequencePatch(before, after, revisions)
  expect(SequencePatchSchema.parse(patch)).toEqual({
    ...revisions,
    name: 'other',
    metadata: { description: 'new' },
    policy: null,
    steps: [],
    gates: [],
    removed: [],
  })
  expect(applySequencePatch(before, patch)).toEqual({ ok: true, value: after })
})

test('an id that becomes a gate instead of a step leaves the one list and enters the other', () => {
  const before = sequence([step('a'), step('x')], [gate('g')])
  const after = sequence([step('a')], [gate('g'), gate('x')])
  const patch = sequencePatch(before, after, revisions)
  expect(applySequencePatch(before, patch)).toEqual({ ok: true, value: after })
})

test('a patch that does not fit what is here is refused', () => {
  const patch = sequencePatch(
    sequence([step('a'), step('b')]),
    sequence([step('b'), step('a')]),
    revisions,
  )
  expect(applySequencePatch(sequence([step('a')]), patch)).toMatchObject({
    ok: false,
    failure: { code: 'CONFLICT' },
  })
})
