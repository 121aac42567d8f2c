import type { JSX } from 'solid-js'
import { createMemo, For, Show } from 'solid-js'
import { dependenciesOf } from '../../../../shared/schema/defaults.ts'
import type { Evidence, Gate } from '../../../../shared/schema/gate.ts'
import { useApp } from '../state/app-state.ts'
import { AttemptChanges, AttemptSummary } from './attempt-results.tsx'

/** What a decision can rest on: the results of the steps right before the gate, and what an approval recorded. */
export function GateEvidence(props: { readonly gate: Gate }): JSX.Element {
  const app = useApp()
  const results = createMemo(() =>
    dependenciesOf(props.gate).flatMap((id) => app.source.workspace.view.attempts[id] ?? []),
  )
  return (
    <section>
      <h3 class="inspector-heading">Evidence</h3>
      <Show
        when={results().length > 0}
        fallback={<p class="muted">Nothing before this gate has run yet.</p>}
      >
        <div class="evidence">
          <For each={results()}>
            {(attempt) => (
              <details class="evidence-item">
                <summary class="code">{attempt.stepId}</summary>
                <AttemptSummary attempt={attempt} />
                <AttemptChanges attempt={attempt} />
              </details>
            )}
          </For>
        </div>
      </Show>
      <Show when={props.gate.evidence}>{(evidence) => <Recorded evidence={evidence()} />}</Show>
    </section>
  )
}

/** What an approval rested on; when any of it changes the gate goes back to PENDING. */
function Recorded(props: { readonly evidence: Evidence }): JSX.Element {
  const short = (hash: string) => hash.slice(0, 12)
  return (
    <dl class="facts evidence-recorded">
      <dt>Plan</dt>
      <dd class="code">{short(props.evidence.revision)}</dd>
      <Show when={props.evidence.commit}>
        {(commit) => (
          <>
            <dt>Commit</dt>
            <dd class="code">{short(commit())}</dd>
          </>
        )}
      </Show>
      <Show when={props.evidence.policy}>
        {(policy) => (
          <>
            <dt>Policy</dt>
            <dd class="code">{short(policy())}</dd>
          </>
        )}
      </Show>
      <For each={Object.entries(props.evidence.attempts ?? {})}>
        {([id, proof]) => (
          <>
            <dt>{id}</dt>
            <dd class="code">{proof}</dd>
          </>
        )}
      </For>
    </dl>
  )
}
