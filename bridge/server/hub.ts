import type { BridgeEvent } from '../../shared/protocol/events.ts'
import { FailureSchema, type WorkspaceState } from '../../shared/protocol/state.ts'
import { ok } from '../../shared/result.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { ModelProvider } from '../chat-proxy/provider.ts'
import type { Door } from '../local/commit-actions.ts'
import type { Runtime } from '../scheduler/runtime.ts'
import { numbered, type RuntimeEvent } from '../scheduler/runtime-events.ts'

/** Events that are kept for clients which come back; older ones cost them a whole state. */
const KEPT_EVENTS = 2000
/** Most UTF-16 units that all kept events have as JSON: those of a large run name hundreds of steps each. */
const KEPT_LENGTH = 4 * 1024 * 1024

/** What the hub is made of. */
export interface HubParts {
  readonly door: Door
  readonly runtime: Runtime
  readonly repoName: string
  readonly version: string
  /** Whom the chat asks. */
  readonly provider: ModelProvider
}

/** Numbers events, keeps the last ones, and knows the whole state at any moment. */
export class Hub {
  readonly parts: HubParts
  readonly #events: { readonly event: BridgeEvent; readonly length: number }[] = []
  #keptLength = 0
  readonly #listeners = new Set<(event: BridgeEvent) => void>()
  /** Starts from the clock so that ids go on growing when the bridge starts again. */
  #lastId = Date.now() * 100

  constructor(parts: HubParts) {
    this.parts = parts
    parts.runtime.on((event) => this.publish(event))
  }

  /** Number of the newest event. */
  get lastId(): number {
    return this.#lastId
  }

  /** Sends an event to every client. */
  publish(event: RuntimeEvent): void {
    this.#lastId += 1
    const known = numbered(this.#lastId, event)
    this.#keep(known)
    for (const listener of this.#listeners) listener(known)
  }

  #keep(event: BridgeEvent): void {
    const { length } = JSON.stringify(event)
    this.#events.push({ event, length })
    this.#keptLength += length
    while (this.#events.length > KEPT_EVENTS || this.#keptLength > KEPT_LENGTH) {
      this.#keptLength -= this.#events.shift()?.length ?? 0
    }
  }

  /** Adds a listener; the answer removes it again. */
  listen(listener: (event: BridgeEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The events after `since`, or undefined when they are no longer all there. */
  eventsSince(since: number): readonly BridgeEvent[] | undefined {
    if (since === this.#lastId) return []
    const first = this.#events[0]?.event
    if (since > this.#lastId || !first || since < first.id - 1) return undefined
    return this.#events.map(({ event }) => event).filter((event) => event.id > since)
  }

  /** Everything that a client shows. */
  state(): WorkspaceState {
    const { door, runtime, repoName, version } = this.parts
    const now = door.read()
    const head = now.ok ? ok(now.value.head) : door.parts.workspace.readHead()
    const sequence = now.ok ? now.value.sequence : undefined
    return {
      repo: { name: repoName, path: door.parts.workspace.root },
      version,
      revision: head.ok ? head.value.revision : '',
      ...(sequence ? { sequence } : {}),
      ...(now.ok ? {} : { failure: FailureSchema.parse(now.failure) }),
      policy: now.ok ? now.value.policy : SAFE_DEFAULTS,
      ...(now.ok && now.value.policyFailure
        ? { policyFailure: FailureSchema.parse(now.value.policyFailure) }
        : {}),
      ...(now.ok && now.value.trust && now.value.trust.asks.length > 0
        ? { trust: now.value.trust }
        : {}),
      attempts: this.#newestAttempts(),
      session: runtime.session,
      runs: sequence ? runtime.runStates(sequence) : [],
      lastEventId: this.#lastId,
    }
  }

  #newestAttempts(): Record<string, AttemptRecord> {
    const { store } = this.parts.runtime
    const attempts: Record<string, AttemptRecord> = {}
    for (const [stepId, place] of store.newest()) {
      const record = store.read(place)
      if (record.ok && record.value) attempts[stepId] = record.value
    }
    return attempts
  }
}
