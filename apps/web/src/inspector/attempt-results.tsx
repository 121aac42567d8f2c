import type { JSX } from 'solid-js'
import { createSignal, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import { type AttemptRecord, hasEnded } from '../../../../shared/schema/run.ts'
import { LogView } from '../logs/log-view.tsx'
import { useApp } from '../state/app-state.ts'
import { ViewSwitch } from '../ui/view-switch.tsx'
import { AttemptFiles } from './attempt-files.tsx'
import { Loaded, Rest } from './loaded.tsx'

const DiffView = lazy(async () => ({ default: (await import('../diff/diff-view.tsx')).DiffView }))

type View = 'logs' | 'changes' | 'summary' | 'files'

const LABELS: Readonly<Record<View, string>> = {
  logs: 'Logs',
  changes: 'Changes',
  summary: 'Summary',
  files: 'Files',
}
const VIEWS = Object.keys(LABELS) as readonly View[]

/** What an attempt left: logs, changes, its agent's last words, files. */
export function AttemptResults(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const [view, setView] = createSignal<View>('logs')
  return (
    <section class="results" aria-label="Results">
      <div class="results-bar">
        <ViewSwitch views={VIEWS} labelOf={(id) => LABELS[id]} value={view()} onChange={setView} />
      </div>
      <Switch>
        <Match when={view() === 'logs'}>
          <LogView attempt={props.attempt} />
        </Match>
        <Match when={view() === 'changes'}>
          <div class="results-body">
            <AttemptChanges attempt={props.attempt} />
          </div>
        </Match>
        <Match when={view() === 'summary'}>
          <div class="results-body">
            <AttemptSummary attempt={props.attempt} />
          </div>
        </Match>
        <Match when={view() === 'files'}>
          <div class="results-body">
            <AttemptFiles attempt={props.attempt} />
          </div>
        </Match>
      </Switch>
    </section>
  )
}

function notYet(attempt: AttemptRecord, nothing: string): string {
  return hasEnded(attempt) ? nothing : 'This is written when the attempt ends.'
}

/** What an attempt changed in the repository, file by file. */
export function AttemptChanges(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  return (
    <Loaded attempt={props.attempt} load={app.source.attemptDiff}>
      {(file) => (
        <Show
          when={file.text}
          fallback={<p class="muted">{notYet(props.attempt, 'This attempt changed no file.')}</p>}
        >
          {(text) => (
            <Suspense fallback={<p class="muted">Loading…</p>}>
              <Rest nextOffset={file.nextOffset} bytes={file.bytes} />
              <DiffView diff={text()} />
            </Suspense>
          )}
        </Show>
      )}
    </Loaded>
  )
}

/** What the agent said at the end, as plain text. */
export function AttemptSummary(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  return (
    <Loaded attempt={props.attempt} load={app.source.attemptSummary}>
      {(file) => (
        <Show
          when={file.text}
          fallback={<p class="muted">{notYet(props.attempt, 'This attempt left no summary.')}</p>}
        >
          {(text) => (
            <>
              <Rest nextOffset={file.nextOffset} bytes={file.bytes} />
              <div class="results-text">{text()}</div>
            </>
          )}
        </Show>
      )}
    </Loaded>
  )
}
