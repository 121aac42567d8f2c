import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js'
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

const ROW_HEIGHT = 44
/** Rows kept beyond each edge of the window, so that the next Tab or arrow finds one. */
const OVERSCAN = 10

/** The same sequence as a table: for screen readers, narrow windows, and people who like tables. */
export function StepList(): JSX.Element {
  const app = useApp()
  let section: HTMLElement | undefined
  const [top, setTop] = createSignal(0)
  const [height, setHeight] = createSignal(800)
  const ids = createMemo(() => {
    const sequence = app.source.workspace.topology()
    const all = sequence ? topologicalOrder(buildGraph(sequence)) : []
    const found = app.found()
    return found ? all.filter((id) => found.has(id)) : all
  })
  const first = createMemo(() => Math.max(0, Math.floor(top() / ROW_HEIGHT) - OVERSCAN))
  const last = createMemo(() =>
    Math.min(ids().length, Math.ceil((top() + height()) / ROW_HEIGHT) + OVERSCAN),
  )
  const shown = createMemo(() => ids().slice(first(), last()))
  const focusRow = (at: number) => {
    const id = ids()[at]
    if (!section || id === undefined) return
    app.select(id)
    const rowTop = at * ROW_HEIGHT
    if (rowTop < section.scrollTop) section.scrollTop = rowTop
    const below = rowTop + 2 * ROW_HEIGHT - section.scrollTop - section.clientHeight
    if (below > 0) section.scrollTop += below
    setTop(section.scrollTop)
    section.querySelector<HTMLElement>(`[data-node="${id}"] button`)?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = document.activeElement?.closest<HTMLElement>('tr[data-node]')
    const at = row ? ids().indexOf(row.dataset['node'] ?? '') : -1
    const page = Math.max(1, Math.floor(height() / ROW_HEIGHT) - 2)
    const ways: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: ids().length - 1,
    }
    const to = ways[event.key]
    if (to === undefined) return
    event.preventDefault()
    focusRow(Math.min(ids().length - 1, Math.max(0, to)))
  }
  onMount(() => {
    if (!section) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setHeight(entry.contentRect.height)
    })
    observer.observe(section)
    onCleanup(() => observer.disconnect())
  })
  return (
    <section
      ref={section}
      class="list"
      aria-label="Steps and gates"
      tabindex={0}
      onKeyDown={onKey}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table class="list-table" aria-rowcount={ids().length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Name</th>
            <th scope="col">Status</th>
            <th scope="col">Lane</th>
            <th scope="col">Model</th>
            <th scope="col">Waits for</th>
            <th scope="col">Last attempt</th>
          </tr>
        </thead>
        <tbody>
          <Space rows={first()} />
          <For each={shown()}>{(id, at) => <Row id={id} index={first() + at() + 2} />}</For>
          <Space rows={ids().length - last()} />
        </tbody>
      </table>
    </section>
  )
}

/** Room for rows that are not in the page. */
function Space(props: { readonly rows: number }): JSX.Element {
  return (
    <Show when={props.rows > 0}>
      <tr class="list-space" style={{ height: `${props.rows * ROW_HEIGHT}px` }} />
    </Show>
  )
}

function Row(props: { readonly id: string; readonly index: number }): JSX.Element {
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
            aria-rowindex={props.index}
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
