import type { JSX } from 'solid-js'
import { createMemo, Show } from 'solid-js'
import Pending from '~icons/lucide/shield'
import Held from '~icons/lucide/shield-alert'
import Approved from '~icons/lucide/shield-check'
import { isStep } from '../../../../shared/schema/defaults.ts'
import { lookStatus } from '../status/node-status.ts'
import { lookOf, StatusChip } from '../status/status-look.tsx'
import type { Layout } from './layout-types.ts'
import { useNode } from './step-card.tsx'

interface GateNodeProps {
  readonly id: string
  readonly layout: Layout
  readonly entry: boolean
}

/** A checkpoint: a diamond with the gate's name and status. */
export function GateNode(props: GateNodeProps): JSX.Element {
  const { app, place, isSelected, isDimmed, tabIndex, choose } = useNode(props)
  const gate = createMemo(() => {
    const node = app.source.workspace.view.nodes[props.id]
    return node && !isStep(node) ? node : undefined
  })
  const icon = (status: ReturnType<typeof lookStatus>) =>
    status === 'APPROVED' ? <Approved /> : status === 'GATE_BLOCKED' ? <Held /> : <Pending />
  return (
    <Show when={gate()}>
      {(shown) => (
        <div
          class={`node gate tone-${lookOf(lookStatus(shown())).tone}`}
          classList={{ 'node-selected': isSelected(), 'node-dimmed': isDimmed() }}
          style={{ transform: place() }}
          data-node={props.id}
          data-status={shown().status ?? 'PENDING'}
        >
          <button
            type="button"
            class="node-main gate-main"
            tabindex={tabIndex()}
            aria-pressed={isSelected()}
            onClick={choose}
          >
            <span class="gate-diamond">
              <span class="icon gate-icon">{icon(lookStatus(shown()))}</span>
            </span>
            <span class="visually-hidden">Gate</span>
            <span class="gate-name">{shown().name}</span>
            <StatusChip status={lookStatus(shown())} />
          </button>
          <span
            class="port"
            data-port=""
            title="Drag to what shall wait for this"
            aria-hidden="true"
          />
        </div>
      )}
    </Show>
  )
}
