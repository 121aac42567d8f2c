const BLOCK = 4096

/** How many characters two texts have in common at their beginning. Blocks are compared whole, for speed. */
function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (
    length + BLOCK <= most &&
    a.slice(length, length + BLOCK) === b.slice(length, length + BLOCK)
  ) {
    length += BLOCK
  }
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}

/** How many characters two texts have in common at their end, at most `most`. */
function commonSuffix(a: string, b: string, most: number): number {
  const block = (text: string, length: number) =>
    text.slice(text.length - length - BLOCK, text.length - length)
  let length = 0
  while (length + BLOCK <= most && block(a, length) === block(b, length)) length += BLOCK
  while (
    length < most &&
    a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)
  ) {
    length += 1
  }
  return length
}

/** The beginning of the line that holds `at`, or of the one `lines` before it, as far as there are so many. */
function lineStart(text: string, at: number, lines: number): number {
  let start = at
  for (let left = lines; left >= 0 && start > 0; left -= 1) {
    // The first step finds the beginning of the line itself, each further one that of the line before.
    const from = left === lines ? start - 1 : start - 2
    start = from < 0 ? 0 : text.lastIndexOf('\n', from) + 1
  }
  return start
}

/** The end of the line that holds `at`, its line end included, or of the one `lines` after it. */
function lineEnd(text: string, at: number, lines: number): number {
  let end = at
  for (let left = lines; left >= 0 && end < text.length; left -= 1) {
    const found = text.indexOf('\n', end)
    end = found < 0 ? text.length : found + 1
  }
  return end
}

/** The part of two texts that holds all their differences, in whole lines. */
export interface Window {
  /** Where it begins in both texts. */
  readonly offset: number
  readonly before: string
  readonly after: string
}

/** The smallest part that holds all differences of two texts, with up to `margin` equal lines around them. */
export function differingWindow(before: string, after: string, margin: number): Window {
  const prefix = commonPrefix(before, after)
  const most = Math.min(before.length, after.length) - prefix
  const suffix = commonSuffix(before, after, most)
  const offset = lineStart(before, prefix, margin)
  // Both ends lie the same number of characters before the end of their texts, whichever is looked at.
  const rest = before.length - lineEnd(before, before.length - suffix, margin)
  return {
    offset,
    before: before.slice(offset, before.length - rest),
    after: after.slice(offset, after.length - rest),
  }
}
