import type { JSX } from 'solid-js'
import { createMemo, For, Match, Switch } from 'solid-js'
import { type DiffRow, parseUnifiedDiff } from './parse-unified.ts'
import './diff-view.css'

const SIGNS: Readonly<Record<DiffRow['kind'], string>> = {
  file: '',
  hunk: '',
  added: '+',
  removed: '−',
  same: ' ',
  remark: '',
}

/** A unified diff with line numbers; added and removed lines carry a sign as well as a colour. */
export function DiffView(props: { readonly diff: string }): JSX.Element {
  const rows = createMemo(() => parseUnifiedDiff(props.diff))
  return (
    <section class="diff" aria-label="Difference" tabindex={0}>
      <table class="diff-table">
        <tbody>
          <For each={rows()}>
            {(row) => (
              <Switch
                fallback={
                  <tr class={`diff-row diff-${row.kind}`}>
                    <td class="diff-number">{row.before}</td>
                    <td class="diff-number">{row.after}</td>
                    <td class="diff-sign">{SIGNS[row.kind]}</td>
                    <td class="diff-text">{row.text}</td>
                  </tr>
                }
              >
                <Match when={row.kind === 'file' || row.kind === 'hunk' || row.kind === 'remark'}>
                  <tr class={`diff-${row.kind}`}>
                    <td colspan={4}>{row.text}</td>
                  </tr>
                </Match>
              </Switch>
            )}
          </For>
        </tbody>
      </table>
    </section>
  )
}
