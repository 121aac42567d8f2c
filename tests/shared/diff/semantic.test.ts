import { expect, test } from 'vitest'
import { semanticDiff } from '../../../shared/diff/semantic.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

test('each kind of change is told apart and said in a sentence', () => {
  const before = {
    ...sequence(
      [
        step('a'),
        step('b', { depends_on: ['a'], lane: 'left' }),
        step('c', { depends_on: ['b'], after: ['a'] }),
        step('old'),
      ],
      [gate('review', { depends_on: ['b'], status: 'APPROVED', approved_by: 'Ada' })],
    ),
    metadata: { description: 'first' },
  }
  const after = {
    ...sequence(
      [
        step('c', { depends_on: ['review'] }),
        step('a', { status: 'RUNNING' }),
        step('b', { depends_on: ['a'], timeout_ms: 5 }),
        step('new', { after: ['a'] }),
      ],
      [gate('review', { depends_on: ['b'], status: 'PENDING' })],
    ),
    name: 'other',
  }
  expect(semanticDiff(before, after)).toEqual({
    added: [{ id: 'new', kind: 'step' }],
    removed: [{ id: 'old', kind: 'step' }],
    changed: [
      { id: 'a', kind: 'step', fields: [{ field: 'status', from: 'READY', to: 'RUNNING' }] },
      {
        id: 'b',
        kind: 'step',
        fields: [
          { field: 'lane', from: 'left', to: undefined },
          { field: 'timeout_ms', from: undefined, to: 5 },
        ],
      },
      {
        id: 'review',
        kind: 'gate',
        fields: [
          { field: 'status', from: 'APPROVED', to: 'PENDING' },
          { field: 'approved_by', from: 'Ada', to: undefined },
        ],
      },
    ],
    moved: [{ id: 'c', kind: 'step', from: 3, to: 1 }],
    rewired: [
      { id: 'c', kind: 'step', gained: ['review'], lost: ['b'], gainedSoft: [], lostSoft: ['a'] },
    ],
    head: [
      { field: 'name', from: 'demo', to: 'other' },
      { field: 'metadata', from: { description: 'first' }, to: undefined },
    ],
    sentences: [
      'Changes name of the sequence from demo to other.',
      'Clears metadata of the sequence, which was {"description":"first"}.',
      'Removes step old.',
      'Adds step new.',
      'Changes status of step a from READY to RUNNING.',
      'Clears lane of step b, which was left.',
      'Sets timeout_ms of step b to 5.',
      'Changes status of gate review from APPROVED to PENDING.',
      'Clears approved_by of gate review, which was Ada.',
      'Lets step c wait for review and no longer wait for b.',
      'Lets step c no longer come after a.',
      'Moves step c from place 3 to place 1.',
    ],
  })
})

test('writing out a status that was meant anyway is no change', () => {
  const { sentences } = semanticDiff(
    sequence([step('a')], [gate('g')]),
    sequence([step('a', { status: 'READY' })], [gate('g', { status: 'PENDING' })]),
  )
  expect(sentences).toEqual([])
})

test('the order of keys is no change, and long values are cut', () => {
  const long = 'x'.repeat(100)
  const { sentences } = semanticDiff(
    sequence([step('a', { retry: { max: 1, backoff_ms: 2 } }), step('b')]),
    sequence([step('a', { retry: { backoff_ms: 2, max: 1 } }), step('b', { name: long })]),
  )
  expect(sentences).toEqual([`Changes name of step b from b to ${'x'.repeat(59)}….`])
})
