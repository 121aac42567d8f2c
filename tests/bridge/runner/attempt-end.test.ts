import { expect, test } from 'vitest'
import { decideEnding, type EndFacts } from '../../../bridge/runner/attempt-end.ts'

function facts(more: Partial<EndFacts>): EndFacts {
  return {
    end: { exit: { code: 0, signal: null }, early: undefined, survivors: [] },
    timeoutMs: 1000,
    trouble: undefined,
    lastWords: '',
    missingArtifacts: [],
    review: false,
    ...more,
  }
}

function exit(code: number | null, signal: NodeJS.Signals | null = null) {
  return { exit: { code, signal }, early: undefined, survivors: [] }
}

test('a clean end is DONE, or waits for review when that was asked', () => {
  expect([decideEnding(facts({})), decideEnding(facts({ review: true }))]).toEqual([
    { status: 'DONE' },
    { status: 'NEEDS_REVIEW' },
  ])
})

test('an exit code or a signal fails the attempt, with its last words', () => {
  expect([
    decideEnding(facts({ end: exit(3), lastWords: 'no such file' })),
    decideEnding(facts({ end: exit(null, 'SIGSEGV') })),
  ]).toEqual([
    { status: 'FAILED', reason: 'exit_code', message: 'exit 3: no such file' },
    { status: 'FAILED', reason: 'signal', message: 'ended by SIGSEGV' },
  ])
})

test('what ended the attempt early is its reason, whatever the exit code', () => {
  const early = (reason: 'stopped' | 'timeout' | 'session_lost' | 'io_error', code: number) =>
    decideEnding(
      facts({
        end: { exit: { code, signal: null }, early: reason, survivors: [] },
        trouble: reason === 'io_error' ? 'The disk is full: x' : undefined,
      }),
    )
  expect([
    early('stopped', 0),
    early('timeout', 9),
    early('session_lost', 0),
    early('io_error', 0),
  ]).toEqual([
    { status: 'FAILED', reason: 'stopped', message: 'The attempt was stopped.' },
    {
      status: 'FAILED',
      reason: 'timeout',
      message: 'The attempt took longer than 1000 ms and was ended.',
    },
    {
      status: 'FAILED',
      reason: 'session_lost',
      message: 'The mprocs session ended while the attempt ran.',
    },
    { status: 'FAILED', reason: 'io_error', message: 'The disk is full: x' },
  ])
})

test('a clean end fails when artifacts are missing or its output could not be kept', () => {
  expect([
    decideEnding(facts({ missingArtifacts: ['a.txt', 'b/*'] })),
    decideEnding(facts({ trouble: 'The disk is full: x', missingArtifacts: ['a'] })),
  ]).toEqual([
    {
      status: 'FAILED',
      reason: 'artifact_missing',
      message: 'The attempt did not leave what it must: a.txt, b/*.',
    },
    { status: 'FAILED', reason: 'io_error', message: 'The disk is full: x' },
  ])
})

test('processes that could not be ended are named, and no such attempt is a success', () => {
  const end = { ...exit(0), survivors: [{ pid: 7, startedAt: 'x' }] }
  expect(decideEnding(facts({ end }))).toEqual({
    status: 'FAILED',
    reason: 'orphaned_process',
    message: 'The attempt ended (processes that could not be ended: 7)',
  })
})
