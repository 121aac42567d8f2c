/** One line of a unified diff as it is shown; numbers count from 1. */
export interface DiffRow {
  readonly kind: 'file' | 'hunk' | 'added' | 'removed' | 'same' | 'remark'
  readonly before?: number
  readonly after?: number
  readonly text: string
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
/** Lines of git's own between the head of a file and its first hunk that people should see. */
const REMARKS =
  /^(?:Binary files .*|GIT binary patch|new file mode .*|deleted file mode .*|old mode .*|new mode .*|rename from .*|similarity index .*)$/

/** Reads the lines of one hunk, numbers them, and knows from its head when it is over. */
class HunkReader {
  #before = 0
  #after = 0
  #beforeLeft = 0
  #afterLeft = 0

  /** True while lines of the hunk are still to come. */
  get isOpen(): boolean {
    return this.#beforeLeft > 0 || this.#afterLeft > 0
  }

  begin([, before, beforeCount = '1', after, afterCount = '1']: RegExpExecArray): void {
    this.#before = Number(before)
    this.#after = Number(after)
    this.#beforeLeft = Number(beforeCount)
    this.#afterLeft = Number(afterCount)
  }

  row(line: string): DiffRow {
    const text = line.slice(1)
    switch (line[0]) {
      case '+':
        this.#afterLeft--
        return { kind: 'added', after: this.#after++, text }
      case '-':
        this.#beforeLeft--
        return { kind: 'removed', before: this.#before++, text }
      default:
        this.#beforeLeft--
        this.#afterLeft--
        return { kind: 'same', before: this.#before++, after: this.#after++, text }
    }
  }
}

function fileName(head: string): string {
  return (head.split('\t')[0] ?? head).replace(/^[ab]\//, '')
}

/** The name in `diff --git a/name b/name`: both halves are the same unless the file was renamed. */
function gitName(line: string): string {
  const names = line.slice('diff --git '.length)
  return fileName(names.slice(Math.ceil(names.length / 2)))
}

/** The files of a diff as they come by; the last one may still learn its name. */
class FileRows {
  readonly rows: DiffRow[] = []
  #isNamed = true

  /** A file that git announces; its exact name may follow. */
  announce(name: string): void {
    this.rows.push({ kind: 'file', text: name })
    this.#isNamed = false
  }

  /** The exact name of a file: the one announced just before, or of one of its own. */
  name(name: string): void {
    const announced = this.#isNamed ? -1 : this.rows.findLastIndex(({ kind }) => kind === 'file')
    if (announced >= 0) this.rows[announced] = { kind: 'file', text: name }
    else this.rows.push({ kind: 'file', text: name })
    this.#isNamed = true
  }
}

/** Lines outside of hunks: heads of files and remarks. Everything else there is git's own affair. */
function readHead(files: FileRows, line: string, next: string | undefined): void {
  if (line.startsWith('diff --git ')) files.announce(gitName(line))
  else if (line.startsWith('--- ') && next?.startsWith('+++ ')) {
    // A file that was removed has no new name.
    const after = fileName(next.slice(4))
    files.name(after === '/dev/null' ? fileName(line.slice(4)) : after)
  } else if (line.startsWith('rename to ')) files.name(line.slice('rename to '.length))
  else if (REMARKS.test(line)) files.rows.push({ kind: 'remark', text: line })
}

/**
 * The rows of a unified diff as git or `diff -u` write it, by file and hunk. The name of a file is that of its new
 * version; binary files, modes and renames are remarks.
 */
export function parseUnifiedDiff(diff: string): readonly DiffRow[] {
  const files = new FileRows()
  const reader = new HunkReader()
  const lines = (diff.endsWith('\n') ? diff.slice(0, -1) : diff).split('\n')
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('\\')) files.rows.push({ kind: 'remark', text: line.slice(1).trim() })
    else if (reader.isOpen) files.rows.push(reader.row(line))
    else {
      const hunk = HUNK.exec(line)
      if (hunk) {
        reader.begin(hunk)
        files.rows.push({ kind: 'hunk', text: line })
      } else readHead(files, line, lines[at + 1])
    }
  }
  return files.rows
}
