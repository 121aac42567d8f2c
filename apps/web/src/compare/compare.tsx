import type { JSX } from 'solid-js'
import { createEffect, createMemo, createResource, createSignal, For, on, Show } from 'solid-js'
import Fuse from '~icons/lucide/combine'
import { agreementOf } from '../../../../shared/runs/agreement.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { overlays } from '../frame/overlays.ts'
import { placeOf } from '../inspector/loaded.tsx'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { ViewSwitch } from '../ui/view-switch.tsx'
import type { WorkspaceSource } from '../workspace/source.ts'
import { comparableWith } from './choice.ts'
import { CompareColumn, type CompareView } from './compare-column.tsx'
import './compare.css'

const LABELS: Readonly<Record<CompareView, string>> = {
  summary: 'Summary',
  changes: 'Changes',
  logs: 'Logs',
}
const VIEWS = Object.keys(LABELS) as readonly CompareView[]

/** The text that two attempts are compared by; empty when there is none. */
async function textOf(
  source: WorkspaceSource,
  attempt: AttemptRecord,
  view: CompareView,
): Promise<string> {
  const place = placeOf(attempt)
  if (view === 'logs') {
    const log = await source.readLog({ ...place, stream: 'stdout' }, 0)
    return log.ok ? log.value.text : ''
  }
  const file = await (view === 'summary' ? source.attemptSummary(place) : source.attemptDiff(place))
  return (file.ok && file.value.text) || ''
}

/** Two or more attempts side by side; one is picked, or all are fused, as a proposal. */
export function Compare(): JSX.Element {
  const app = useApp()
  const { source } = app
  const [view, setView] = createSignal<CompareView>('summary')
  const [chosen, setChosen] = createSignal<readonly string[]>([])
  const ran = createMemo(() =>
    (source.workspace.sequence()?.steps ?? []).filter(
      ({ id }) => source.workspace.view.attempts[id] !== undefined,
    ),
  )
  // The selection says what to compare until somebody chooses by hand.
  createEffect(
    on(app.selected, (selected) => {
      const sequence = source.workspace.sequence()
      if (!(selected && sequence)) return
      const ids = comparableWith(sequence, selected)
      if (ids.length > 1) setChosen(ids)
    }),
  )
  const attempts = createMemo(() =>
    chosen().flatMap((id) => source.workspace.view.attempts[id] ?? []),
  )
  const [agreement] = createResource(
    () => ({ attempts: attempts().map((attempt) => ({ ...attempt })), view: view() }),
    async ({ attempts: all, view: by }) =>
      agreementOf(await Promise.all(all.map((attempt) => textOf(source, attempt, by)))),
  )
  const toggle = (id: string) =>
    setChosen((ids) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]))
  const fuseBlock = () =>
    app.editBlock() ?? (attempts().length < 2 ? 'Choose two or more first.' : undefined)
  return (
    <div class="compare">
      <div class="compare-bar">
        <fieldset class="compare-choice">
          <legend class="visually-hidden">Steps to compare</legend>
          <For each={ran()}>
            {(step) => (
              <label class="compare-chip">
                <input
                  type="checkbox"
                  checked={chosen().includes(step.id)}
                  onChange={() => toggle(step.id)}
                />
                {step.id}
              </label>
            )}
          </For>
        </fieldset>
        <Show when={attempts().length > 1 && agreement.latest}>
          {(found) => (
            <span
              class="compare-score"
              title="How far the texts share their wording; not whether they are right"
            >
              {Math.round(found().score * 100)} % agreement
            </span>
          )}
        </Show>
        <ViewSwitch views={VIEWS} labelOf={(id) => LABELS[id]} value={view()} onChange={setView} />
        <Button
          icon={<Fuse />}
          disabledReason={fuseBlock()}
          onClick={() =>
            overlays.show({
              kind: 'action',
              name: 'fusion.create',
              given: { candidates: [...chosen()] },
            })
          }
        >
          Fuse…
        </Button>
      </div>
      <Show
        when={attempts().length > 0}
        fallback={
          <div class="panel-empty">
            <p>Choose two or more steps that have run.</p>
            <p class="muted">Selecting a member of a group or fusion chooses all of it.</p>
          </div>
        }
      >
        <div class="compare-columns">
          <For each={attempts()}>
            {(attempt, at) => (
              <CompareColumn
                attempt={attempt}
                view={view()}
                compared={chosen()}
                agreement={attempts().length > 1 ? agreement.latest?.each[at()] : undefined}
              />
            )}
          </For>
        </div>
      </Show>
    </div>
  )
}
