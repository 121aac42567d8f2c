/** Words in a row that count as one thing said: long enough that chance alone rarely repeats them. */
const SHINGLE_WORDS = 3

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []
}

/** How often each run of words is in a text; a shorter text is one run. */
function shinglesOf(text: string): ReadonlyMap<string, number> {
  const words = wordsOf(text)
  const counts = new Map<string, number>()
  const last = Math.max(words.length - SHINGLE_WORDS, 0)
  for (let at = 0; words.length > 0 && at <= last; at++) {
    const shingle = words.slice(at, at + SHINGLE_WORDS).join(' ')
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  }
  return counts
}

function sizeOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}

function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const total = sizeOf(a) + sizeOf(b)
  if (total === 0) return 1
  let shared = 0
  for (const [shingle, count] of a) shared += Math.min(count, b.get(shingle) ?? 0)
  return (2 * shared) / total
}

/** How far several texts say the same. */
export interface Agreement {
  /** Mean likeness of all pairs, from 0 (nothing in common) to 1 (the same words); 1 for fewer than two texts. */
  readonly score: number
  /** For each text, its mean likeness to the others. */
  readonly each: readonly number[]
}

/**
 * How far texts agree in their wording: Dice's coefficient (1945) over runs of three words (Broder's shingles,
 * 1997), whatever the case, spacing and punctuation. It measures words, not whether they are right.
 */
export function agreementOf(texts: readonly string[]): Agreement {
  const shingles = texts.map(shinglesOf)
  const each = shingles.map((own, at) => {
    const others = shingles.filter((_, other) => other !== at)
    if (others.length === 0) return 1
    return others.reduce((sum, other) => sum + dice(own, other), 0) / others.length
  })
  const score = each.length < 2 ? 1 : each.reduce((sum, one) => sum + one, 0) / each.length
  return { score, each }
}
