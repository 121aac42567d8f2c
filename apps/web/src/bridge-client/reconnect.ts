const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

/** How long to wait before the n-th try (from 0) in a row: doubling, with up to a quarter of chance in it. */
export function pauseBefore(tries: number, chance: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
  return Math.round(pause * (1 - chance / 4))
}

/** Tries again after growing pauses, and at once when the page is looked at again or the network is back. */
export function createRetry(attempt: () => void) {
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const ending = new AbortController()
  const now = () => {
    clearTimeout(timer)
    timer = undefined
    attempt()
  }
  const wake = () => {
    if (timer !== undefined && document.visibilityState === 'visible') now()
  }
  document.addEventListener('visibilitychange', wake, { signal: ending.signal })
  window.addEventListener('online', wake, { signal: ending.signal })
  return {
    now,
    later: () => {
      clearTimeout(timer)
      timer = setTimeout(now, pauseBefore(tries, Math.random()))
      tries++
    },
    succeeded: () => {
      tries = 0
    },
    end: () => {
      clearTimeout(timer)
      ending.abort()
    },
  }
}
