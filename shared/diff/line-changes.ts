import { diffArrays } from 'diff'
import { risingRun } from './rising-run.ts'
import { differingWindow } from './window.ts'

/** Lines `start` to `start + removed` of the old text give way to `added` lines of the new one from `at`. */
export interface LineChange {
  /** First line of the old text that goes, counted from 0; where nothing goes, the line that follows. */
  readonly start: number
  readonly removed: number
  /** First line of the new text that comes, counted from 0. */
  readonly at: number
  readonly added: number
}

/** The difference of two texts in whole lines, told of the part of them that holds all changes. */
export interface LineDiff {
  /** Characters and lines in front of that part. */
  readonly offset: number
  readonly lines: number
  /** The lines of that part, each with its line end. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly changes: readonly LineChange[]
}

/** Two stretches of lines, half open, that are to be compared. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly at: number
  readonly until: number
}

/** Most edits that the exact search looks for within one stretch; its cost grows with the square. */
const MAX_EDITS = 400

/** The text's lines, each with its line end; the last one may have none. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const next = end < 0 ? text.length : end + 1
    lines.push(text.slice(start, next))
    start = next
  }
  return lines
}

/** The stretch without the lines that are the same at its beginning and end. */
function trim(before: readonly string[], after: readonly string[], stretch: Stretch): Stretch {
  let { start, end, at, until } = stretch
  while (start < end && at < until && before[start] === after[at]) {
    start += 1
    at += 1
  }
  while (start < end && at < until && before[end - 1] === after[until - 1]) {
    end -= 1
    until -= 1
  }
  return { start, end, at, until }
}

/** A shortest list of changes (Myers' algorithm), or undefined when it would be too long. */
function exactChanges(
  before: readonly string[],
  after: readonly string[],
  { start, end, at, until }: Stretch,
): LineChange[] | undefined {
  const parts = diffArrays(before.slice(start, end), after.slice(at, until), {
    maxEditLength: MAX_EDITS,
  })
  if (!parts) return undefined
  const changes: LineChange[] = []
  let [old, now] = [start, at]
  for (const part of parts) {
    const removed = part.removed ? part.value.length : 0
    const added = part.added ? part.value.length : 0
    const last = changes.at(-1)
    if (
      last &&
      last.start + last.removed === old &&
      last.at + last.added === now &&
      removed + added > 0
    ) {
      changes[changes.length - 1] = {
        ...last,
        removed: last.removed + removed,
        added: last.added + added,
      }
    } else if (removed + added > 0) changes.push({ start: old, removed, at: now, added })
    old += part.added ? 0 : part.value.length
    now += part.removed ? 0 : part.value.length
  }
  return changes
}

/** Where each line that occurs exactly once stands. */
function uniqueLines(lines: readonly string[], from: number, to: number): Map<string, number> {
  const places = new Map<string, number>()
  for (let index = from; index < to; index += 1) {
    const line = lines[index] ?? ''
    places.set(line, places.has(line) ? -1 : index)
  }
  return places
}

interface Anchor {
  readonly old: number
  readonly now: number
}

/** Lines that occur once in either text, as fixed points that cut a long stretch into short ones. */
function cut(before: readonly string[], after: readonly string[], stretch: Stretch): Stretch[] {
  const places = uniqueLines(after, stretch.at, stretch.until)
  const candidates: Anchor[] = []
  for (const [line, old] of uniqueLines(before, stretch.start, stretch.end)) {
    const now = places.get(line) ?? -1
    if (old >= 0 && now >= 0) candidates.push({ old, now })
  }
  candidates.sort((a, b) => a.old - b.old)
  const pieces: Stretch[] = []
  let { start, at } = stretch
  for (const position of risingRun(candidates.map(({ now }) => now))) {
    const anchor = candidates[position]
    if (!anchor) continue
    pieces.push({ start, end: anchor.old, at, until: anchor.now })
    start = anchor.old + 1
    at = anchor.now + 1
  }
  pieces.push({ start, end: stretch.end, at, until: stretch.until })
  return pieces
}

function changesWithin(
  before: readonly string[],
  after: readonly string[],
  whole: Stretch,
  mayCut: boolean,
): LineChange[] {
  const stretch = trim(before, after, whole)
  const { start, end, at, until } = stretch
  if (start === end && at === until) return []
  const plain = { start, removed: end - start, at, added: until - at }
  if (start === end || at === until) return [plain]
  const exact = exactChanges(before, after, stretch)
  if (exact) return exact
  if (!mayCut) return [plain]
  return cut(before, after, stretch).flatMap((piece) => changesWithin(before, after, piece, false))
}

function countLines(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/**
 * The changes that lead from one text to another, in order, with at least `margin` unchanged lines around
 * them where there are so many. A shortest list as long as there are few; of texts that differ in many places
 * one that is cut at unique lines first (patience diff), so that the time stays near to linear.
 */
export function diffLines(beforeText: string, afterText: string, margin: number): LineDiff {
  const window = differingWindow(beforeText, afterText, margin)
  const before = splitLines(window.before)
  const after = splitLines(window.after)
  const whole = { start: 0, end: before.length, at: 0, until: after.length }
  return {
    offset: window.offset,
    lines: countLines(beforeText, window.offset),
    before,
    after,
    changes: changesWithin(before, after, whole, true),
  }
}
