import type { JSX } from 'solid-js'
import { createMemo, For, Show } from 'solid-js'
import { type PairedRow, pairRows } from './diff-files.ts'
import type { DiffRow } from './parse-unified.ts'

const SIGNS: Readonly<Record<DiffRow['kind'], string>> = {
  file: '',
  hunk: '',
  added: '+',
  removed: '−',
  same: ' ',
  remark: '',
}

interface RowsProps {
  readonly rows: readonly DiffRow[]
}

function isAcross(row: DiffRow): boolean {
  return row.kind === 'file' || row.kind === 'hunk' || row.kind === 'remark'
}

/** One column: removed lines above added ones, with the numbers of both versions. */
export function UnifiedTable(props: RowsProps): JSX.Element {
  return (
    <table class="diff-table">
      <tbody>
        <For each={props.rows}>
          {(row) => (
            <Show
              when={!isAcross(row)}
              fallback={
                <tr class={`diff-${row.kind}`}>
                  <td colspan={4}>{row.text}</td>
                </tr>
              }
            >
              <tr class={`diff-row diff-${row.kind}`}>
                <td class="diff-number">{row.before}</td>
                <td class="diff-number">{row.after}</td>
                <td class="diff-sign">{SIGNS[row.kind]}</td>
                <td class="diff-text">{row.text}</td>
              </tr>
            </Show>
          )}
        </For>
      </tbody>
    </table>
  )
}

/** Two columns: the version before at the left, the one after at the right. */
export function PairedTable(props: RowsProps): JSX.Element {
  const rows = createMemo(() => pairRows(props.rows))
  return (
    <table class="diff-table diff-paired">
      <tbody>
        <For each={rows()}>{(row) => <Pair row={row} />}</For>
      </tbody>
    </table>
  )
}

function Pair(props: { readonly row: PairedRow }): JSX.Element {
  const { row } = props
  if (row.kind === 'across') {
    return (
      <tr class={`diff-${row.row.kind}`}>
        <td colspan={6}>{row.row.text}</td>
      </tr>
    )
  }
  return (
    <tr class="diff-row">
      <Half line={row.before} number={row.before?.before} />
      <Half line={row.after} number={row.after?.after} />
    </tr>
  )
}

function Half(props: {
  readonly line: DiffRow | undefined
  readonly number: number | undefined
}): JSX.Element {
  const kind = () => props.line?.kind ?? 'nothing'
  return (
    <>
      <td class={`diff-number diff-${kind()}`}>{props.number}</td>
      <td class={`diff-sign diff-${kind()}`}>{props.line ? SIGNS[props.line.kind] : ''}</td>
      <td class={`diff-text diff-${kind()}`}>{props.line?.text}</td>
    </>
  )
}
