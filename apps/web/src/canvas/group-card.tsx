import type { JSX } from 'solid-js'
import { createMemo, For, Show } from 'solid-js'
import Unfold from '~icons/lucide/unfold-vertical'
import { useApp } from '../state/app-state.ts'
import { lookOf } from '../status/status-look.tsx'
import { IconButton } from '../ui/button.tsx'
import { countStatuses, groupOfNode, membersOf } from './group-node.ts'
import type { Layout } from './layout-types.ts'

interface GroupCardProps {
  readonly id: string
  readonly layout: Layout
  /** True for the node that Tab leads to while nothing is selected. */
  readonly entry: boolean
}

/** A folded group: its name, how many members it has, and how they stand. */
export function GroupCard(props: GroupCardProps): JSX.Element {
  const app = useApp()
  const group = () => groupOfNode(props.id) ?? ''
  const members = createMemo(() => membersOf(app.source.workspace.sequence()).get(group()) ?? [])
  const counts = createMemo(() => countStatuses(members()))
  const place = () => {
    const node = props.layout.nodes.get(props.id)
    return node ? `translate(${node.x}px, ${node.y}px)` : 'none'
  }
  const isSelected = () =>
    members().length > 0 && members().every((step) => app.chosen().has(step.id))
  const isDimmed = () => {
    const found = app.found()
    return found !== undefined && !members().some((step) => found.has(step.id))
  }
  const tabIndex = () => (isSelected() || props.entry ? 0 : -1)
  const tone = () => lookOf(counts()[0]?.status ?? 'BLOCKED').tone
  return (
    <div
      class={`node card group-card tone-${tone()}`}
      classList={{ 'node-selected': isSelected(), 'node-dimmed': isDimmed() }}
      style={{ transform: place() }}
      data-node={props.id}
    >
      <button
        type="button"
        class="node-main card-main"
        tabindex={tabIndex()}
        aria-pressed={isSelected()}
        onClick={() => app.choose(members().map((step) => step.id))}
      >
        <span class="card-head">
          <span class="card-name truncate">{group()}</span>
        </span>
        <span class="card-sub">{members().length} steps in parallel</span>
        <span class="card-foot group-counts">
          <For each={counts()}>
            {({ status, count }) => (
              <span class={`group-count tone-${lookOf(status).tone}`}>
                {count} {lookOf(status).word.toLowerCase()}
              </span>
            )}
          </For>
        </span>
      </button>
      <Show when={members().length > 0}>
        <span class="card-actions group-unfold">
          <IconButton
            small
            label={`Unfold group ${group()}`}
            icon={<Unfold />}
            tabIndex={tabIndex()}
            onClick={() => app.folded.toggle(group())}
          />
        </span>
      </Show>
    </div>
  )
}
