import { stripVTControlCharacters } from 'node:util'

/**
 * What an agent printed without what moves cursors, sets titles or rings bells: printable characters, line
 * feeds and tabs.
 */
export function harmlessText(text: string): string {
  return [...stripVTControlCharacters(text)]
    .filter((character) => character >= ' ' || character === '\n' || character === '\t')
    .join('')
}
