/** How many letters must be changed, added or taken away to turn one word into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** Lower case without separators, so that depends_on and --depends-on are near to dependsOn. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '')
}

/** The known word that somebody most likely meant, the first of equals; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined
  let best: string | undefined
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > least + 2) continue
    const found = distance(plain(word), plain(candidate))
    if (found < least) {
      least = found
      best = candidate
    }
  }
  return best
}

const MAX_LISTED = 8

/** What to say when a name is not known: the nearest one, or which there are. `what` is a plural. */
export function suggest(word: string, known: readonly string[], what: string): string {
  if (known.length === 0) return `There are no ${what} yet.`
  const rest = known.length > MAX_LISTED ? `, and ${known.length - MAX_LISTED} more` : ''
  const all = `The ${what} are ${known.slice(0, MAX_LISTED).join(', ')}${rest}.`
  const near = nearest(word, known)
  return near === undefined ? all : `Did you mean ${near}?`
}
