/** One line of a unified diff as it is shown; numbers count from 1. */
export interface DiffRow {
  readonly kind: 'file' | 'hunk' | 'added' | 'removed' | 'same' | 'remark'
  readonly before?: number
  readonly after?: number
  readonly text: string
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** Reads the lines of hunks and keeps count of them. */
class HunkReader {
  #before = 0
  #after = 0

  begin(before: number, after: number): void {
    this.#before = before
    this.#after = after
  }

  row(line: string): DiffRow {
    const text = line.slice(1)
    switch (line[0]) {
      case '+':
        return { kind: 'added', after: this.#after++, text }
      case '-':
        return { kind: 'removed', before: this.#before++, text }
      case '\\':
        return { kind: 'remark', text: text.trim() }
      default:
        return { kind: 'same', before: this.#before++, after: this.#after++, text }
    }
  }
}

function fileName(head: string): string {
  return (head.split('\t')[0] ?? head).replace(/^b\//, '')
}

/**
 * The rows of a unified diff, by file and hunk. The name of a file is that of its new version; lines before
 * the first file are left out.
 */
export function parseUnifiedDiff(diff: string): readonly DiffRow[] {
  const rows: DiffRow[] = []
  const reader = new HunkReader()
  let isInHunk = false
  const lines = (diff.endsWith('\n') ? diff.slice(0, -1) : diff).split('\n')
  for (const [at, line] of lines.entries()) {
    const hunk = HUNK.exec(line)
    // A removed line may begin with "-- ", so the head of a file is told by its two lines together.
    if (line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ')) isInHunk = false
    else if (hunk) {
      reader.begin(Number(hunk[1]), Number(hunk[2]))
      isInHunk = true
      rows.push({ kind: 'hunk', text: line })
    } else if (isInHunk) rows.push(reader.row(line))
    else if (line.startsWith('+++ ')) rows.push({ kind: 'file', text: fileName(line.slice(4)) })
  }
  return rows
}
