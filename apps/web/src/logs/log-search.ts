import type { LogBuffer } from './log-buffer.ts'

/** The search lets the page go on after this long. */
const SLICE_MS = 8
/** Lines that are found at most; the search tells when there were more. */
export const MOST_FOUND = 10_000

const ESCAPE = String.fromCharCode(0x1b)
/** Colours and other sequences that begin with ESC [; they never hold a line break. */
const COLOURS = new RegExp(`${ESCAPE}\\[[0-?]*[ -/]*[@-~]`, 'g')

/** Numbers of the lines of a text that contain the words, which are in lower case. */
export function linesWith(text: string, words: string, first: number): number[] {
  const lower = text.toLowerCase()
  const plain = lower.includes(ESCAPE) ? lower.replaceAll(COLOURS, '') : lower
  const found: number[] = []
  let line = first
  let counted = 0
  for (let at = plain.indexOf(words); at >= 0; ) {
    for (let end = plain.indexOf('\n', counted); end >= 0 && end < at; ) {
      line++
      counted = end + 1
      end = plain.indexOf('\n', counted)
    }
    found.push(line)
    const end = plain.indexOf('\n', at)
    at = end < 0 ? -1 : plain.indexOf(words, end)
  }
  return found
}

/** What a search has found so far. */
export interface Found {
  /** Numbers of lines, counted as the buffer does, in order. */
  readonly lines: readonly number[]
  readonly isDone: boolean
}

/**
 * Looks for words in a log, case aside, a few milliseconds at a time, and tells what it has found as it goes. A
 * log that grows is searched by asking anew. The result ends it.
 */
export function searchLog(
  buffer: LogBuffer,
  words: string,
  tell: (found: Found) => void,
): () => void {
  const wanted = words.toLowerCase()
  const lines: number[] = []
  let at = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const work = () => {
    const end = performance.now() + SLICE_MS
    while (at < buffer.blocks && lines.length < MOST_FOUND && performance.now() < end) {
      const block = buffer.block(at++)
      if (block) lines.push(...linesWith(block.text, wanted, block.first))
    }
    const isDone = at >= buffer.blocks || lines.length >= MOST_FOUND
    tell({ lines, isDone })
    if (!isDone) timer = setTimeout(work)
  }
  work()
  return () => clearTimeout(timer)
}
