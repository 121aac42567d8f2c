import type { BridgeEvent, EventData, EventName } from '../../shared/protocol/events.ts'

/** An event before the bridge gives it a number. */
export type RuntimeEvent = {
  [Name in EventName]: { readonly type: Name; readonly data: EventData<Name> }
}[EventName]

/** Gets every event; must not throw. */
export type RuntimeListener = (event: RuntimeEvent) => void

/** A list of listeners. */
export class Listeners {
  readonly #all = new Set<RuntimeListener>()

  /** Adds a listener; the answer removes it again. */
  add(listener: RuntimeListener): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  /** Tells every listener. */
  emit(event: RuntimeEvent): void {
    for (const listener of this.#all) listener(event)
  }
}

/** Gives an event its number. */
export function numbered(id: number, event: RuntimeEvent): BridgeEvent {
  return { id, ...event } as BridgeEvent
}
