/** A time span for people: `850 ms`, `12 s`, `3 min 05 s`, `2 h 14 min`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

/** The age of something that goes on, in whole seconds. */
export function formatElapsed(milliseconds: number): string {
  return milliseconds < 1000 ? '0 s' : formatDuration(milliseconds)
}

/** Milliseconds from `start` (ISO 8601) to `end` or, while there is none, to `now`. */
export function elapsedMs(start: string, end: string | undefined, now: number): number {
  return (end === undefined ? now : Date.parse(end)) - Date.parse(start)
}

/** A moment as the reader's clock shows it; with the day when it was not today. */
export function formatMoment(iso: string, now: number): string {
  const then = new Date(iso)
  const time = then.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const isToday = then.toDateString() === new Date(now).toDateString()
  return isToday ? time : `${then.toLocaleDateString()} ${time}`
}

/** A size for people: `812 B`, `14 KB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
