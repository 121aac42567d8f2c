import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, Show } from 'solid-js'
import SideBySide from '~icons/lucide/columns-2'
import Unified from '~icons/lucide/rows-2'
import { remembered } from '../state/remembered.ts'
import { IconButton } from '../ui/button.tsx'
import { type FileDiff, filesOf } from './diff-files.ts'
import { PairedTable, UnifiedTable } from './diff-tables.tsx'
import { parseUnifiedDiff } from './parse-unified.ts'
import './diff-view.css'

const [layout, setLayout] = remembered('diff', ['unified', 'split'], 'unified')

/** A longer file is folded until somebody opens it. */
const FOLDED_ROWS = 400

/** A unified diff by file, in one column or side by side; lines carry a sign as well as a colour. */
export function DiffView(props: {
  readonly diff: string
  /** Its name where several are in sight. */
  readonly label?: string
  /** True where there is no room for two columns. */
  readonly narrow?: boolean
  /** True where files are to be opened one by one. */
  readonly folded?: boolean
}): JSX.Element {
  const files = createMemo(() => filesOf(parseUnifiedDiff(props.diff)))
  const sum = (kind: 'added' | 'removed') => files().reduce((total, file) => total + file[kind], 0)
  return (
    <section class="diff" aria-label={props.label ?? 'Difference'}>
      <Show when={!props.narrow || files().length > 1}>
        <header class="diff-head">
          <span>
            {files().length} {files().length === 1 ? 'file' : 'files'}
          </span>
          <Counts added={sum('added')} removed={sum('removed')} />
          <span class="bar-space" />
          <Show when={!props.narrow}>
            <LayoutSwitch />
          </Show>
        </header>
      </Show>
      <For each={files()}>
        {(file) => (
          <File file={file} isNarrow={props.narrow === true} isFolded={props.folded === true} />
        )}
      </For>
    </section>
  )
}

function LayoutSwitch(): JSX.Element {
  return (
    <>
      <IconButton
        small
        label="In one column"
        icon={<Unified />}
        pressed={layout() === 'unified'}
        onClick={() => setLayout('unified')}
      />
      <IconButton
        small
        label="Side by side"
        icon={<SideBySide />}
        pressed={layout() === 'split'}
        onClick={() => setLayout('split')}
      />
    </>
  )
}

function Counts(props: { readonly added: number; readonly removed: number }): JSX.Element {
  return (
    <span class="diff-counts">
      <span class="diff-plus">+{props.added}</span>
      <span class="diff-minus">−{props.removed}</span>
    </span>
  )
}

function File(props: {
  readonly file: FileDiff
  readonly isNarrow: boolean
  readonly isFolded: boolean
}): JSX.Element {
  const [isOpen, setOpen] = createSignal(!props.isFolded && props.file.rows.length <= FOLDED_ROWS)
  return (
    <details
      class="diff-file"
      open={isOpen()}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <code class="truncate">{props.file.name}</code>
        <Counts added={props.file.added} removed={props.file.removed} />
      </summary>
      <Show when={isOpen()}>
        <section class="diff-scroll" tabindex={0} aria-label={`Difference of ${props.file.name}`}>
          <Show
            when={layout() === 'split' && !props.isNarrow}
            fallback={<UnifiedTable rows={props.file.rows} />}
          >
            <PairedTable rows={props.file.rows} />
          </Show>
        </section>
      </Show>
    </details>
  )
}
