import { describe, expect, test } from 'vitest'
import { reduceEvent } from '../../../apps/web/src/bridge-client/reduce.ts'
import { sequencePatch } from '../../../shared/diff/sequence-patch.ts'
import type { BridgeEvent } from '../../../shared/protocol/events.ts'
import { attemptOf, planOf, stateOf, stepOf } from '../../support/web-sequences.ts'

const before = planOf(stepOf('a'), stepOf('b'))
const after = planOf(stepOf('a', { status: 'RUNNING' }), stepOf('b'))
const state = stateOf(before)

function changed(from: string, revision: string, id = 11): BridgeEvent {
  const data = sequencePatch(before, after, { from, revision })
  return { id, type: 'sequence.changed', data }
}

describe('reduceEvent', () => {
  test('a change of the sequence leads to the new revision', () => {
    expect(reduceEvent(state, changed('r1', 'r2'))).toEqual({
      ...state,
      revision: 'r2',
      sequence: after,
      lastEventId: 11,
    })
  })

  test('nodes that did not change stay the same objects', () => {
    const next = reduceEvent(state, changed('r1', 'r2'))
    if (next === 'resync') throw new Error('the change fits')
    expect(next.sequence?.steps[1]).toBe(before.steps[1])
  })

  test('a change from another revision asks for the whole state', () => {
    expect(reduceEvent(state, changed('r0', 'r2'))).toBe('resync')
  })

  test('an event that the state already contains changes nothing', () => {
    expect(reduceEvent(state, changed('r1', 'r2', 10))).toBe(state)
  })

  test('an invalid file takes the sequence away and says why; a good one brings it back', () => {
    const failure = { code: 'YAML_SYNTAX' as const, message: 'Broken.' }
    const broken = reduceEvent(state, {
      id: 11,
      type: 'sequence.invalid',
      data: { revision: 'r9', failure },
    })
    expect(broken).toEqual({
      ...stateOf(before, { revision: 'r9', lastEventId: 11 }),
      sequence: undefined,
      failure,
    })
    if (broken === 'resync') throw new Error('the event fits')
    expect(reduceEvent(broken, changed('r9', 'r10', 12))).toBe('resync')
  })

  test('attempts, runs, the session and the policy are replaced one by one', () => {
    const attempt = attemptOf('a')
    const run = {
      runId: attempt.runId,
      scope: 'all' as const,
      status: 'running' as const,
      started: ['a'],
      waiting: [],
    }
    const session = { executor: 'direct' as const, status: 'ready' as const, busy: 1, slots: 2 }
    const trust = { digest: 'd'.repeat(64), asks: [] }
    const events: BridgeEvent[] = [
      { id: 11, type: 'attempt.started', data: attempt },
      { id: 12, type: 'run.changed', data: run },
      { id: 13, type: 'session.changed', data: session },
      { id: 14, type: 'policy.changed', data: { mode: 'POWER' } },
      { id: 15, type: 'trust.changed', data: trust },
      { id: 16, type: 'run.changed', data: { ...run, status: 'finished' } },
      { id: 17, type: 'attempt.ended', data: { ...attempt, status: 'DONE' } },
    ]
    const last = events.reduce((now, event) => {
      const next = reduceEvent(now, event)
      if (next === 'resync') throw new Error(`${event.type} fits`)
      return next
    }, state)
    expect(last).toEqual({
      ...state,
      attempts: { a: { ...attempt, status: 'DONE' } },
      runs: [{ ...run, status: 'finished' }],
      session,
      policy: { mode: 'POWER' },
      trust,
      lastEventId: 17,
    })
  })
})
