/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Line and column of an offset. A byte order mark takes no column. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let lineStart = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    const end = text.indexOf('\n', lineStart)
    if (end === -1 || end >= offset) break
    line += 1
    lineStart = end + 1
  }
  return { line, column: Math.max(1, offset - lineStart + 1) }
}
