import type { JSX } from 'solid-js'
import { createMemo, For, Show } from 'solid-js'
import Shield from '~icons/lucide/shield'
import { buildGraph } from '../../../../shared/dag/graph.ts'
import { topologicalOrder } from '../../../../shared/dag/order.ts'
import { dependenciesOf, isStep } from '../../../../shared/schema/defaults.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { attemptTime } from '../status/attempt-time.ts'
import { lookStatus } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { TypeBadge } from '../status/type-badge.tsx'
import './step-list.css'

/** The same sequence as a table: for screen readers, narrow windows, and people who like tables. */
export function StepList(): JSX.Element {
  const app = useApp()
  const ids = createMemo(() => {
    const sequence = app.source.workspace.topology()
    return sequence ? topologicalOrder(buildGraph(sequence)) : []
  })
  return (
    <section class="list" aria-label="Steps and gates" tabindex={0}>
      <table class="list-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col">Lane</th>
            <th scope="col">Model</th>
            <th scope="col">Waits for</th>
            <th scope="col">Last attempt</th>
          </tr>
        </thead>
        <tbody>
          <For each={ids()}>{(id) => <Row id={id} />}</For>
        </tbody>
      </table>
    </section>
  )
}

function Row(props: { readonly id: string }): JSX.Element {
  const app = useApp()
  const { view } = app.source.workspace
  return (
    <Show when={view.nodes[props.id]}>
      {(node) => {
        const step = () => {
          const shown = node()
          return isStep(shown) ? shown : undefined
        }
        return (
          <tr
            classList={{ 'list-selected': app.selected() === props.id }}
            data-node={props.id}
            data-status={node().status}
          >
            <th scope="row">
              <button
                type="button"
                class="list-name"
                aria-pressed={app.selected() === props.id}
                onClick={() => app.select(props.id)}
              >
                <Show
                  when={step()}
                  fallback={
                    <span class="type-badge icon" title="Gate">
                      <Shield />
                      <span class="visually-hidden">Gate</span>
                    </span>
                  }
                >
                  {(shown) => <TypeBadge type={shown().type} />}
                </Show>
                <span class="list-words">
                  <span class="truncate">{node().name}</span>
                  <span class="code muted truncate">{props.id}</span>
                </span>
              </button>
            </th>
            <td>
              <StatusChip status={lookStatus(node())} />
            </td>
            <td>{node().lane}</td>
            <td>{step()?.model}</td>
            <td class="code" title={dependenciesOf(node()).join(', ')}>
              {dependenciesOf(node()).join(', ')}
            </td>
            <td class="list-time">
              <Show when={view.attempts[props.id]}>
                {(attempt) => <LastAttempt attempt={attempt()} />}
              </Show>
            </td>
          </tr>
        )
      }}
    </Show>
  )
}

function LastAttempt(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  const text = () => {
    const { attempt, exitCode } = props.attempt
    const time = attemptTime(props.attempt, app.now)
    const end = exitCode === undefined ? '' : `, exit ${exitCode}`
    return `#${attempt}, ${time}${end}`
  }
  return <>{text()}</>
}
