/** What typed keys give a program that reads its input. */
export interface TypedKeys {
  readonly text: string
  /** True when the input ends after the text. */
  readonly ends: boolean
}

/** Keys that have names, as people write them, and what a program reads for each. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['Enter', '\n'],
  ['Tab', '\t'],
  ['Esc', '\u001b'],
  ['Space', ' '],
  ['LT', '<'],
  ['GT', '>'],
])

/** The end of the input, as a terminal's Ctrl+D. */
const END = 'C-d'

/** The keys that can be named, for messages. */
export const KEY_NAMES: readonly string[] = [...NAMED.keys(), END].map((name) => `<${name}>`)

/**
 * Reads keys as people write them: letters stand for themselves, `<Enter>` and the like for the key, `<C-d>` at
 * the end for the end of the input. Undefined for a name that is none.
 */
export function parseKeys(written: string): TypedKeys | undefined {
  const ends = written.endsWith(`<${END}>`)
  const rest = ends ? written.slice(0, -END.length - 2) : written
  const parts: string[] = []
  for (const [part, name] of rest.matchAll(/<([^<>]*)>|[^<]+|</g)) {
    const text = name === undefined ? part : NAMED.get(name)
    if (text === undefined || part === '<') return undefined
    parts.push(text)
  }
  return { text: parts.join(''), ends }
}

/** A text as keys that type just this text. */
export function keysOfText(text: string): string {
  return text.replaceAll(/[<>\n\t]/g, (character) => {
    const name = [...NAMED].find(([, typed]) => typed === character)?.[0]
    return `<${name}>`
  })
}
