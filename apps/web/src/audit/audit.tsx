import type { JSX } from 'solid-js'
import { createMemo, createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import Refresh from '~icons/lucide/refresh-cw'
import Good from '~icons/lucide/shield-check'
import Bad from '~icons/lucide/shield-x'
import type { AuditEntry } from '../../../../shared/schema/audit-entry.ts'
import { useApp } from '../state/app-state.ts'
import { formatMoment } from '../status/duration.ts'
import { IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import { type CheckedLog, searchEntries } from './check-chain.ts'
import { checkInWorker } from './check-in-worker.ts'
import './audit.css'

const ROW_HEIGHT = 28

/** Everything that was done, by whom; this browser checks the log's chain of hashes itself. */
export function Audit(): JSX.Element {
  const app = useApp()
  const [query, setQuery] = createSignal('')
  const [opened, setOpened] = createSignal<AuditEntry>()
  const [checked, { refetch }] = createResource(async () => {
    const texts = await app.source.auditText()
    if (!texts.ok) return texts
    return { ok: true as const, value: await checkInWorker(texts.value) }
  })
  const log = (): CheckedLog | undefined => {
    const result = checked.latest
    return result?.ok ? result.value : undefined
  }
  const trouble = () => {
    const result = checked.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  const found = createMemo(() => searchEntries(log()?.entries ?? [], query()))
  return (
    <div class="audit">
      <div class="audit-bar">
        <input
          class="input audit-search"
          type="search"
          aria-label="Search the audit log"
          placeholder="Search: step, action, person, denied…"
          value={query()}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <span class="muted">
          {found().length} of {log()?.entries.length ?? 0}
        </span>
        <span class="bar-space" />
        <Show when={log()} fallback={<span class="muted">Checking…</span>}>
          {(done) => <ChainWord log={done()} />}
        </Show>
        <IconButton
          small
          label="Read and check it again"
          icon={<Refresh />}
          onClick={() => void refetch()}
        />
      </div>
      <Switch>
        <Match when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Match>
        <Match when={log()?.entries.length === 0}>
          <div class="panel-empty">
            <p>Nothing has been recorded yet.</p>
          </div>
        </Match>
        <Match when={log()}>
          <div class="audit-body">
            <VirtualRows
              class="audit-rows"
              label="Audit entries, newest first"
              count={found().length}
              rowHeight={ROW_HEIGHT}
              row={(index) => (
                <Show when={found()[index]}>
                  {(entry) => (
                    <Entry
                      entry={entry()}
                      isOpen={opened() === entry()}
                      onOpen={() => setOpened(opened() === entry() ? undefined : entry())}
                    />
                  )}
                </Show>
              )}
            />
            <Show when={opened()}>
              {(entry) => (
                <section class="audit-detail" tabindex={0} aria-label={`Entry ${entry().seq}`}>
                  <pre>{JSON.stringify(entry(), null, 2)}</pre>
                </section>
              )}
            </Show>
          </div>
        </Match>
      </Switch>
    </div>
  )
}

function ChainWord(props: { readonly log: CheckedLog }): JSX.Element {
  const report = () => props.log.report
  return (
    <Show
      when={report().problem}
      fallback={
        <span class="audit-word audit-good" role="status" data-testid="audit-chain">
          <Good />
          {report().checked} entries checked, the chain is whole
        </span>
      }
    >
      {(problem) => (
        <span class="audit-word audit-bad" role="alert" data-testid="audit-chain">
          <Bad />
          {problem().message}
        </span>
      )}
    </Show>
  )
}

interface EntryProps {
  readonly entry: AuditEntry
  readonly isOpen: boolean
  readonly onOpen: () => void
}

function Entry(props: EntryProps): JSX.Element {
  const app = useApp()
  return (
    <button type="button" class="audit-entry" aria-expanded={props.isOpen} onClick={props.onOpen}>
      <span class="audit-seq">{props.entry.seq}</span>
      <span class="audit-time">{formatMoment(props.entry.timestamp, app.now())}</span>
      <span class="audit-actor">{props.entry.actor}</span>
      <span class="audit-action">{props.entry.action}</span>
      <span class="audit-target truncate">{props.entry.target}</span>
      <For each={props.entry.result === 'success' ? [] : [props.entry.result]}>
        {(result) => <span class="review-mark audit-refused">{result}</span>}
      </For>
      <span class="audit-error truncate">{props.entry.error}</span>
    </button>
  )
}
