import { expect, test } from 'vitest'
import { type EndedTry, nextTry } from '../../../shared/runs/next-try.ts'
import type { AttemptReason, ErrorClass } from '../../../shared/schema/run.ts'

const WAIT = { on_quota: 'wait' } as const

function tries(...reasons: (AttemptReason | undefined)[]): EndedTry[] {
  return reasons.map((reason, index) => ({ reason, endedAtMs: 1000 * index }))
}

test('a failed attempt is tried again as often as the step says, with pauses that double', () => {
  const step = { retry: { max: 3, backoff_ms: 500 } }
  const reasons = ['exit_code', 'timeout', 'orphaned_process', 'exit_code'] as const
  expect(
    [1, 2, 3, 4].map((count) => nextTry(step, tries(...reasons.slice(0, count)), WAIT)),
  ).toEqual([
    { kind: 'retry', atMs: 500 },
    { kind: 'retry', atMs: 2000 },
    { kind: 'retry', atMs: 4000 },
    undefined,
  ])
})

test('without retry, and after ends that another try would repeat, nothing follows', () => {
  expect(nextTry({}, tries('exit_code'), WAIT)).toBeUndefined()
  const final = ['stopped', 'policy_denied', 'spawn_failed', 'budget'] as const
  const step = { retry: { max: 9 } }
  expect(final.map((reason) => nextTry(step, tries(reason), WAIT))).toEqual(
    final.map(() => undefined),
  )
})

test('what only a person can mend and what the provider refuses is not tried again; outages and our own trouble are', () => {
  const step = { retry: { max: 3, backoff_ms: 10 } }
  const after = (reason: AttemptReason, errorClass?: ErrorClass) =>
    nextTry(step, [{ reason, errorClass, endedAtMs: 0 }], WAIT)?.atMs
  const classes = ['authentication', 'configuration', 'provider', 'transient', 'permanent'] as const
  expect(classes.map((errorClass) => after('agent_error', errorClass))).toEqual([
    undefined,
    undefined,
    undefined,
    10,
    10,
  ])
  const own = ['io_error', 'session_lost', 'orphaned_process'] as const
  expect(own.map((reason) => after(reason))).toEqual([10, 10, 10])
})

test('quota is waited for until the time that the provider named, else with longer and longer pauses', () => {
  const [first] = tries('waiting_quota')
  const named = first ? [{ ...first, retryAtMs: 77 }] : []
  expect(nextTry({}, named, WAIT)).toEqual({ kind: 'quota', atMs: 77 })
  const probes = Array.from({ length: 7 }, (_, index) =>
    nextTry({}, tries(...Array.from({ length: index + 1 }, () => 'waiting_quota' as const)), WAIT),
  )
  const pauses = probes.map((probe, index) => (probe?.atMs ?? 0) - 1000 * index)
  expect(pauses).toEqual([60_000, 120_000, 240_000, 480_000, 960_000, 1_800_000, 1_800_000])
})

test('waiting for quota uses up no retry, and a policy may switch it off', () => {
  const step = { retry: { max: 1, backoff_ms: 0 } }
  expect(nextTry(step, tries('waiting_quota', 'waiting_quota', 'exit_code'), WAIT)).toEqual({
    kind: 'retry',
    atMs: 2000,
  })
  expect(nextTry(step, tries('waiting_quota'), { on_quota: 'fail' })).toBeUndefined()
})
