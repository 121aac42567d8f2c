import type { DiffRow } from './parse-unified.ts'

/** The part of a diff that is about one file. */
export interface FileDiff {
  /** Empty when the diff names no file. */
  readonly name: string
  readonly rows: readonly DiffRow[]
  readonly added: number
  readonly removed: number
}

/** One line of the side-by-side view: a pair of lines, or a line that goes across. */
export type PairedRow =
  | { readonly kind: 'pair'; readonly before?: DiffRow; readonly after?: DiffRow }
  | { readonly kind: 'across'; readonly row: DiffRow }

/** The rows of a diff by file, in its order. */
export function filesOf(rows: readonly DiffRow[]): readonly FileDiff[] {
  const files: { name: string; rows: DiffRow[] }[] = []
  for (const row of rows) {
    if (row.kind === 'file') files.push({ name: row.text, rows: [] })
    else if (files.length === 0) files.push({ name: '', rows: [row] })
    else files.at(-1)?.rows.push(row)
  }
  const count = (own: readonly DiffRow[], kind: DiffRow['kind']) =>
    own.filter((row) => row.kind === kind).length
  return files.map((file) => ({
    ...file,
    added: count(file.rows, 'added'),
    removed: count(file.rows, 'removed'),
  }))
}

function zip(removed: readonly DiffRow[], added: readonly DiffRow[]): PairedRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, at) => {
    const [before, after] = [removed[at], added[at]]
    return { kind: 'pair', ...(before ? { before } : {}), ...(after ? { after } : {}) }
  })
}

/** The rows of one file for two columns: what was removed stands beside what was added in its place. */
export function pairRows(rows: readonly DiffRow[]): readonly PairedRow[] {
  const paired: PairedRow[] = []
  let removed: DiffRow[] = []
  let added: DiffRow[] = []
  const flush = () => {
    paired.push(...zip(removed, added))
    removed = []
    added = []
  }
  for (const row of rows) {
    if (row.kind === 'removed') {
      // A removal after an addition begins a change of its own.
      if (added.length > 0) flush()
      removed.push(row)
    } else if (row.kind === 'added') added.push(row)
    else {
      flush()
      paired.push(
        row.kind === 'same' ? { kind: 'pair', before: row, after: row } : { kind: 'across', row },
      )
    }
  }
  flush()
  return paired
}
