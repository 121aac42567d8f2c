import { expect, test } from 'vitest'
import {
  type AttemptFacts,
  correctionFor,
  START_PATIENCE_MS,
} from '../../../shared/runs/reconcile.ts'
import type { AttemptRecord, AttemptStatus } from '../../../shared/schema/run.ts'

function record(status: AttemptStatus): AttemptRecord {
  return {
    runId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    stepId: 'build',
    attempt: 1,
    status,
    startTime: '2026-02-07T00:00:00.000Z',
    pid: 1,
    model: 'shell',
    argv: ['node'],
    cwd: '.',
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
  }
}

const FACTS: AttemptFacts = {
  stepId: 'build',
  record: record('RUNNING'),
  isRunnerAlive: true,
  ageMs: 0,
  starter: 'nobody',
}

test.each<[string, Partial<AttemptFacts>, string]>([
  ['a runner that lives', {}, 'live'],
  ['a runner that died in the middle', { isRunnerAlive: false }, 'lost'],
  ['an end, its runner gone', { record: record('DONE'), isRunnerAlive: false }, 'ended'],
  ['an end, its runner still there', { record: record('FAILED') }, 'ended'],
  ['no word yet, another process starts it', { record: undefined, starter: 'another' }, 'live'],
  [
    'no word for too long from another process',
    { record: undefined, starter: 'another', ageMs: START_PATIENCE_MS },
    'lost',
  ],
  [
    'no word, but it waits for its turn here',
    { record: undefined, starter: 'this-process', ageMs: START_PATIENCE_MS },
    'live',
  ],
  ['no word, and nobody who could start it', { record: undefined }, 'lost'],
])('%s: %o is %s', (_what, change, kind) => {
  expect(correctionFor({ ...FACTS, ...change }).kind).toBe(kind)
})
