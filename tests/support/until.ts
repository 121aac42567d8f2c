import { setTimeout as delay } from 'node:timers/promises'

/** Waits until `look` gives something other than undefined or false, and gives it; throws when that takes too long. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs = 15_000,
): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`Waited ${patienceMs} ms in vain: ${what}`)
    await delay(10)
  }
}
