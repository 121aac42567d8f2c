import { createEffect, createSignal, on } from 'solid-js'
import type { Waiting } from '../../../../shared/dag/attention.ts'
import type { AppState } from '../state/app-state.ts'
import { remembered } from '../state/remembered.ts'

const [wanted, setWanted] = remembered('notify', ['yes', 'no'], 'no')
const isKnown = 'Notification' in window
const [permission, setPermission] = createSignal<NotificationPermission>(
  isKnown ? Notification.permission : 'denied',
)

/** Whether this browser tells when something waits, and the way to change that. */
export const notifications = {
  isOn: (): boolean => wanted() === 'yes' && permission() === 'granted',
  /** True when the browser was told never to show any; only its own settings change that. */
  isRefused: (): boolean => permission() === 'denied',
  /** Switches them on or off. Asks the browser the first time: call it only after a click. */
  toggle: async (): Promise<void> => {
    if (notifications.isOn()) {
      setWanted('no')
      return
    }
    const answer = isKnown ? await Notification.requestPermission() : 'denied'
    setPermission(answer)
    setWanted(answer === 'granted' ? 'yes' : 'no')
  },
}

const WORDS: Readonly<Record<Waiting['kind'], string>> = {
  gate: 'A gate waits for you',
  review: 'A result waits for your review',
  failed: 'A step failed',
  held: 'A gate is held',
}

/** What waits now and did not before. */
export function newlyWaiting(
  before: readonly Waiting[],
  now: readonly Waiting[],
): readonly Waiting[] {
  const known = new Set(before.map(({ id, kind }) => `${kind} ${id}`))
  return now.filter(({ id, kind }) => !known.has(`${kind} ${id}`))
}

/** Tells by the system's notifications when something begins to wait while the page is out of sight. */
export function notifyOfWaiting(app: AppState): void {
  createEffect(
    on(app.waiting, (now, before) => {
      // The first state of a workspace is no news.
      if (!(now && before) || !notifications.isOn() || document.visibilityState === 'visible')
        return
      for (const { id, name, kind } of newlyWaiting(before, now).slice(0, 3)) {
        const note = new Notification(WORDS[kind], { body: name, tag: `threados-${kind}-${id}` })
        note.onclick = () => {
          window.focus()
          app.select(id)
          note.close()
        }
      }
    }),
  )
}
