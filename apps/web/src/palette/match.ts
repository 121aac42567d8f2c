const WORD_START = 8
const WHOLE_LETTER = 5
const LETTER_IN_A_ROW = 2
/** What stands in the other words of an item counts less than its title. */
const OTHER_WORDS = 0.5

/** What can be found: its title, and further words. */
export interface Findable {
  readonly title: string
  readonly words: string
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s\-_.:/]/.test(text[at - 1] ?? '')
}

/** The word as it is, at the start of a word. */
function scoreWhole(word: string, text: string): number | undefined {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return WORD_START + word.length * WHOLE_LETTER - at / 100
  }
  return undefined
}

/** The letters of the word in order, the first at the start of a word: `cst` finds "Clone step". */
function scoreLetters(word: string, text: string): number | undefined {
  let score = 0
  let at = -1
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0 || (at < 0 && !isWordStart(text, next))) return undefined
    score += isWordStart(text, next) ? WORD_START / 2 : next === at + 1 ? LETTER_IN_A_ROW : 0
    at = next
  }
  return score - at / 100
}

function scoreWord(word: string, { title, words }: Findable): number | undefined {
  const whole = scoreWhole(word, title.toLowerCase())
  if (whole !== undefined) return whole
  const other = scoreWhole(word, words.toLowerCase())
  return other === undefined ? scoreLetters(word, title.toLowerCase()) : other * OTHER_WORDS
}

/**
 * How well an item answers a query; higher is better. Every word of the query must begin a word of the title or of
 * the other words, or be found in the title letter by letter. Undefined when one is not.
 */
export function scoreItem(query: string, item: Findable): number | undefined {
  let sum = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = scoreWord(word, item)
    if (score === undefined) return undefined
    sum += score
  }
  return sum
}

/** The items that answer a query, best first; equal ones keep their order. At most `limit`. */
export function bestMatches<T extends Findable>(
  query: string,
  items: readonly T[],
  limit: number,
): readonly T[] {
  if (query.trim() === '') return items.slice(0, limit)
  return items
    .flatMap((item) => {
      const score = scoreItem(query, item)
      return score === undefined ? [] : [{ item, score }]
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item)
}
