import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CONFIRMATION_LIFETIME_MS,
  type Confirmation,
  type ConfirmationUse,
  grantConfirmation,
  requestConfirmation,
  useConfirmation,
} from '../../../shared/policy/confirm.ts'
import type { Result } from '../../../shared/result.ts'

const NOW = 1_000_000
const USE: ConfirmationUse = { hash: 'h1', actor: 'orchestrator', level: 'single', now: NOW + 10 }

function asked(level: Confirmation['level'] = 'single'): Confirmation {
  return requestConfirmation({ id: 'c1', hash: 'h1', actor: 'orchestrator', level }, NOW)
}

function granted(times = 1, level: Confirmation['level'] = 'single'): Confirmation {
  let record = asked(level)
  for (let time = 0; time < times; time += 1) {
    const next = grantConfirmation(record, NOW + time)
    if (next.ok) record = next.value
  }
  return record
}

function outcome(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.failure.message
}

describe('a confirmation', () => {
  test('that a person granted is used once', () => {
    const used = useConfirmation(granted(), USE)
    expect(used).toEqual({ ok: true, value: { ...granted(), used: true } })
    expect(used.ok && outcome(useConfirmation(used.value, USE))).toBe(
      'Confirmation c1 was used already; it works once.',
    )
  })

  test('that nobody granted does not work', () => {
    expect(outcome(useConfirmation(asked(), USE))).toBe(
      'Confirmation c1 has 0 of 1 needed answers.',
    )
  })

  test('of something destructive takes two answers', () => {
    const use = { ...USE, level: 'double' as const }
    expect([
      outcome(useConfirmation(granted(1, 'double'), use)),
      outcome(useConfirmation(granted(2, 'double'), use)),
      outcome(useConfirmation(granted(1, 'single'), use)),
    ]).toEqual([
      'Confirmation c1 has 1 of 2 needed answers.',
      'ok',
      'Confirmation c1 has 1 of 2 needed answers.',
    ])
  })

  test('holds for one proposal and one actor', () => {
    const wrong = 'Confirmation c1 was given for something else.'
    expect([
      outcome(useConfirmation(granted(), { ...USE, hash: 'h2' })),
      outcome(useConfirmation(granted(), { ...USE, actor: 'user' })),
    ]).toEqual([wrong, wrong])
  })

  test('holds for two minutes, and not longer when the clock goes back', () => {
    const old = 'Confirmation c1 is no longer valid; it holds for two minutes.'
    expect([
      outcome(useConfirmation(granted(), { ...USE, now: NOW + CONFIRMATION_LIFETIME_MS - 1 })),
      outcome(useConfirmation(granted(), { ...USE, now: NOW + CONFIRMATION_LIFETIME_MS })),
      outcome(useConfirmation(granted(), { ...USE, now: NOW - 1 })),
      outcome(grantConfirmation(asked(), NOW + CONFIRMATION_LIFETIME_MS)),
    ]).toEqual(['ok', old, old, old])
  })
})

const LEVEL = fc.constantFrom('single' as const, 'double' as const)
const GRANT = fc.record({ kind: fc.constant('grant' as const), at: fc.nat({ max: 300_000 }) })
const ATTEMPT = fc.record({
  kind: fc.constant('use' as const),
  at: fc.nat({ max: 300_000 }),
  hash: fc.constantFrom('h1', 'h2'),
  actor: fc.constantFrom('user' as const, 'orchestrator' as const),
  level: LEVEL,
})

/** What must come of events, told without a record: only counts and times. */
class Model {
  starts = 0
  #grants = 0
  readonly #level: Confirmation['level']

  constructor(level: Confirmation['level']) {
    this.#level = level
  }

  #isAlive(at: number): boolean {
    return at < CONFIRMATION_LIFETIME_MS && this.starts === 0
  }

  grant(at: number): boolean {
    if (this.#isAlive(at)) this.#grants += 1
    return this.#isAlive(at)
  }

  use({
    at,
    hash,
    actor,
    level,
  }: typeof ATTEMPT extends fc.Arbitrary<infer T> ? T : never): boolean {
    const needed = this.#level === 'double' || level === 'double' ? 2 : 1
    const isRight = hash === 'h1' && actor === 'orchestrator'
    const works = this.#isAlive(at) && isRight && this.#grants >= needed
    if (works) this.starts += 1
    return works
  }
}

test('in any order of granting and using, nothing starts without as many answers as it needs', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(GRANT, ATTEMPT), { maxLength: 12 }), LEVEL, (events, level) => {
      let record = requestConfirmation({ id: 'c', hash: 'h1', actor: 'orchestrator', level }, 0)
      const model = new Model(level)
      for (const event of events) {
        const result =
          event.kind === 'grant'
            ? grantConfirmation(record, event.at)
            : useConfirmation(record, { ...event, now: event.at })
        expect(result.ok).toBe(event.kind === 'grant' ? model.grant(event.at) : model.use(event))
        if (result.ok) record = result.value
      }
      expect(model.starts).toBeLessThanOrEqual(1)
    }),
    { numRuns: 2000 },
  )
})
