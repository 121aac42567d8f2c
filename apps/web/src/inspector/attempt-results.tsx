import type { JSX } from 'solid-js'
import { createResource, createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import type { FileText } from '../../../../shared/protocol/methods.ts'
import type { Result } from '../../../../shared/result.ts'
import { type AttemptRecord, hasEnded } from '../../../../shared/schema/run.ts'
import { LogView } from '../logs/log-view.tsx'
import { useApp } from '../state/app-state.ts'
import { formatBytes } from '../status/duration.ts'
import { Notice } from '../ui/notice.tsx'
import { ViewSwitch } from '../ui/view-switch.tsx'
import type { AttemptPlace } from '../workspace/source.ts'

const DiffView = lazy(async () => ({ default: (await import('../diff/diff-view.tsx')).DiffView }))

type View = 'logs' | 'changes' | 'summary' | 'files'

const LABELS: Readonly<Record<View, string>> = {
  logs: 'Logs',
  changes: 'Changes',
  summary: 'Summary',
  files: 'Files',
}
const VIEWS = Object.keys(LABELS) as readonly View[]

/** The part of a record that names the attempt. */
export function placeOf({ runId, stepId, attempt }: AttemptRecord): AttemptPlace {
  return { runId, stepId, attempt }
}

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
            <Files attempt={props.attempt} />
          </div>
        </Match>
      </Switch>
    </section>
  )
}

interface LoadedProps<T> {
  readonly attempt: AttemptRecord
  readonly load: (place: AttemptPlace) => Promise<Result<T>>
  readonly children: (value: T) => JSX.Element
}

/** Loads something of an attempt, again when the attempt ends; says what is wrong when it can't. */
function Loaded<T>(props: LoadedProps<T>): JSX.Element {
  const [loaded] = createResource(
    () => ({ ...placeOf(props.attempt), status: props.attempt.status }),
    ({ runId, stepId, attempt }) => props.load({ runId, stepId, attempt }),
  )
  const value = () => {
    const result = loaded.latest
    return result?.ok ? result : undefined
  }
  const trouble = () => {
    const result = loaded.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  return (
    <Show
      when={value()}
      fallback={
        <Show when={trouble()} fallback={<p class="muted">Loading…</p>}>
          {(message) => <Notice kind="warning">{message()}</Notice>}
        </Show>
      }
    >
      {(result) => props.children(result().value)}
    </Show>
  )
}

function Rest(props: { readonly file: FileText }): JSX.Element {
  return (
    <Show when={props.file.nextOffset < props.file.bytes}>
      <Notice kind="info">
        Only the first {formatBytes(props.file.nextOffset)} of {formatBytes(props.file.bytes)} are
        shown.
      </Notice>
    </Show>
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
              <Rest file={file} />
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
              <Rest file={file} />
              <div class="results-text">{text()}</div>
            </>
          )}
        </Show>
      )}
    </Loaded>
  )
}

function Files(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  return (
    <Loaded attempt={props.attempt} load={app.source.attemptFiles}>
      {(files) => (
        <Show when={files.length > 0} fallback={<p class="muted">No files are kept.</p>}>
          <table class="results-files">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              <For each={files}>
                {(file) => (
                  <tr>
                    <td class="code">{file.name}</td>
                    <td>{formatBytes(file.bytes)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <p class="muted">
            In <code>.threados/runs/{props.attempt.runId}</code>; never changed after the end.
          </p>
        </Show>
      )}
    </Loaded>
  )
}
