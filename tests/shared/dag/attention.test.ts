import { expect, test } from 'vitest'
import { rankAttention, waitsForPerson } from '../../../shared/dag/attention.ts'
import type { Gate } from '../../../shared/schema/gate.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import type { Step } from '../../../shared/schema/step.ts'

function step(id: string, status: Step['status'], depends_on: string[] = [], more = {}): Step {
  return { id, name: `Step ${id}`, type: 'base', model: 'codex', status, depends_on, ...more }
}

function gate(id: string, status: Gate['status'], depends_on: string[] = []): Gate {
  return { id, name: `Gate ${id}`, status, depends_on }
}

function plan(steps: Step[], gates: Gate[] = []): Sequence {
  return { version: '1.0', name: 'Plan', steps, gates }
}

const idsAndKinds = (sequence: Sequence) =>
  rankAttention(sequence).map(({ id, kind, blocks }) => [id, kind, blocks.length])

test('nothing waits for a person while agents work', () => {
  const sequence = plan([step('a', 'RUNNING'), step('b', 'BLOCKED', ['a']), step('c', 'READY')])
  expect(waitsForPerson(sequence)).toEqual([])
})

test('the one that holds most back comes first, whatever it is and wherever it stands', () => {
  const sequence = plan(
    [
      step('failed', 'FAILED'),
      step('after-failed', 'BLOCKED', ['failed']),
      step('review', 'NEEDS_REVIEW'),
      step('one', 'BLOCKED', ['review']),
      step('two', 'BLOCKED', ['one']),
      step('done', 'DONE'),
    ],
    [gate('quick', 'PENDING', ['done'])],
  )
  expect(idsAndKinds(sequence)).toEqual([
    ['review', 'review', 2],
    ['failed', 'failed', 1],
    ['quick', 'gate', 0],
  ])
})

test('of those that hold equally much a gate is asked first, then a review, then a failure', () => {
  const sequence = plan(
    [step('failed', 'FAILED'), step('review', 'NEEDS_REVIEW')],
    [gate('held', 'BLOCKED'), gate('asked', 'PENDING')],
  )
  expect(rankAttention(sequence).map(({ id }) => id)).toEqual(['asked', 'review', 'failed', 'held'])
})

test('a gate waits for a person only when all before it is satisfied', () => {
  const open = plan([step('a', 'RUNNING')], [gate('g', 'PENDING', ['a'])])
  const met = plan([step('a', 'DONE')], [gate('g', 'PENDING', ['a'])])
  expect(waitsForPerson(open)).toEqual([])
  expect(waitsForPerson(met)).toEqual([{ id: 'g', name: 'Gate g', kind: 'gate' }])
})

test('a failure that its group tolerates asks nobody', () => {
  const team = { group_id: 'team', fail_policy: 'best_effort' }
  const sequence = plan([step('a', 'DONE', [], team), step('b', 'FAILED', [], team)])
  expect(waitsForPerson(sequence)).toEqual([])
})

test('a way that joins again counts once, and what is done already is not held back', () => {
  const sequence = plan([
    step('root', 'NEEDS_REVIEW'),
    step('left', 'BLOCKED', ['root']),
    step('right', 'DONE', ['root']),
    step('end', 'BLOCKED', ['left', 'right']),
  ])
  expect(rankAttention(sequence)[0]?.blocks).toEqual(['left', 'end'])
})
