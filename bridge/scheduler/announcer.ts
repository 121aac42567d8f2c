import { canonicalJson } from '../../shared/canonical-json.ts'
import { sequencePatch } from '../../shared/diff/sequence-patch.ts'
import type { Failure } from '../../shared/failure.ts'
import { FailureSchema } from '../../shared/protocol/state.ts'
import type { Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { type AttemptStatus, hasEnded } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { TrustState } from '../../shared/schema/trust.ts'
import type { Head } from '../local/read-head.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'
import type { Listeners } from './runtime-events.ts'

type Reading = Result<{
  head: Head
  sequence: Sequence
  policy: Policy
  trust?: TrustState
  policyFailure?: Failure
}>

function keyOf(place: AttemptPlace): string {
  return `${place.runId}/${place.stepId}/${place.attempt}`
}

/** Compares what is with what was last told, and tells the difference: whoever caused it. */
export class Announcer {
  readonly #listeners: Listeners
  readonly #store: AttemptStore
  readonly #live = new Map<string, { place: AttemptPlace; told: AttemptStatus }>()
  #sequence: Sequence | undefined
  #revision = ''
  #policy = ''
  #trust = ''
  #problem = ''

  constructor(listeners: Listeners, store: AttemptStore) {
    this.#listeners = listeners
    this.#store = store
  }

  /** Tells what has changed since the last call. */
  announce(reading: Reading): void {
    if (!reading.ok) {
      this.#announceProblem(reading)
      return
    }
    const { head, sequence, policy, trust, policyFailure } = reading.value
    this.#announceSequence(head.revision, sequence)
    this.#announcePolicy(policy, policyFailure)
    if (trust) this.#announceTrust(trust)
    this.#announceAttempts(sequence)
  }

  #announceProblem(reading: Extract<Reading, { ok: false }>): void {
    const problem = JSON.stringify(reading.failure)
    if (problem === this.#problem) return
    this.#problem = problem
    const failure = FailureSchema.parse(reading.failure)
    this.#listeners.emit({ type: 'sequence.invalid', data: { revision: this.#revision, failure } })
  }

  #announceSequence(revision: string, sequence: Sequence): void {
    const before = this.#sequence
    const wasInvalid = this.#problem !== ''
    if (before && (revision !== this.#revision || wasInvalid)) {
      const data = sequencePatch(before, sequence, { from: this.#revision, revision })
      this.#listeners.emit({ type: 'sequence.changed', data })
    }
    this.#problem = ''
    this.#revision = revision
    this.#sequence = sequence
  }

  #announcePolicy(policy: Policy, policyFailure: Failure | undefined): void {
    const failure = policyFailure && FailureSchema.parse(policyFailure)
    const text = canonicalJson({ policy, ...(failure ? { failure } : {}) })
    if (this.#policy !== '' && text !== this.#policy) {
      this.#listeners.emit({ type: 'policy.changed', data: policy })
      if (failure) this.#listeners.emit({ type: 'policy.invalid', data: { failure } })
    }
    this.#policy = text
  }

  #announceTrust(trust: TrustState): void {
    const text = canonicalJson(trust)
    if (this.#trust !== '' && text !== this.#trust) {
      this.#listeners.emit({ type: 'trust.changed', data: trust })
    }
    this.#trust = text
  }

  #announceAttempts(sequence: Sequence): void {
    const newest = this.#store.newest()
    const running = new Set<string>()
    for (const step of sequence.steps) {
      const place = stepStatus(step) === 'RUNNING' ? newest.get(step.id) : undefined
      if (!place) continue
      running.add(keyOf(place))
      this.#announceStart(place)
    }
    for (const [key, { place }] of this.#live) {
      if (running.has(key)) continue
      this.#live.delete(key)
      const record = this.#store.read(place)
      if (record.ok && record.value && hasEnded(record.value)) {
        this.#listeners.emit({ type: 'attempt.ended', data: record.value })
      }
    }
  }

  /** Tells that an attempt has a runner, and again when its agent runs. */
  #announceStart(place: AttemptPlace): void {
    const told = this.#live.get(keyOf(place))?.told
    if (told === 'RUNNING') return
    const record = this.#store.read(place)
    if (!record.ok || !record.value || record.value.status === told) return
    this.#live.set(keyOf(place), { place, told: record.value.status })
    this.#listeners.emit({ type: 'attempt.started', data: record.value })
  }
}
