/** Number of single-character edits between two words, after Wagner and Fischer. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Longest word that is compared; what is longer is no slip of the keyboard. */
const MAX_WORD = 64

function folded(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Other tools' names for the same things. */
const SYNONYMS: Readonly<Record<string, string>> = {
  args: 'command',
  argv: 'command',
  cmd: 'command',
  dependencies: 'depends_on',
  deps: 'depends_on',
  dir: 'cwd',
  directory: 'cwd',
  needs: 'depends_on',
  prompt: 'prompt_file',
  requires: 'depends_on',
  run: 'command',
  state: 'status',
  timeout: 'timeout_ms',
  title: 'name',
  workdir: 'cwd',
}

function synonym(word: string, candidates: readonly string[]): string | undefined {
  const meant = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined
  return meant !== undefined && candidates.includes(meant) ? meant : undefined
}

/**
 * The candidate that a word was most likely meant to be: equal but for case and punctuation, another
 * name for it, or at most a of its letters away. Undefined when none comes near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > MAX_WORD) return undefined
  const plain = folded(word)
  const same = candidates.find((candidate) => folded(candidate) === plain)
  const known = same ?? synonym(plain, candidates)
  if (known !== undefined) return known
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain, folded(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const limit = Math.max(1, Math.floor(plain.length / 3))
  const isNear = best && best.distance <= limit && best.distance < plain.length
  return isNear ? best.candidate : undefined
}
