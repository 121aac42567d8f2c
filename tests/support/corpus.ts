import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the acceptance corpora. */
export const CORPORA = join(import.meta.dirname, '../fixtures/corpora')

/** The rows of a corpus: one JSON object a line. */
export function corpusRows<Row>(name: string): Row[] {
  const text = readFileSync(join(CORPORA, name), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}
