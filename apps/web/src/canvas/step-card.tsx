import type { JSX } from 'solid-js'
import { createMemo, Show } from 'solid-js'
import Eye from '~icons/lucide/eye'
import Funnel from '~icons/lucide/funnel'
import Repeat from '~icons/lucide/repeat'
import { isStep, stepStatus } from '../../../../shared/schema/defaults.ts'
import { hasEnded } from '../../../../shared/schema/run.ts'
import type { Step } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { attemptTime } from '../status/attempt-time.ts'
import { lookOf, StatusChip } from '../status/status-look.tsx'
import { TypeBadge } from '../status/type-badge.tsx'
import { Heartbeat } from './heartbeat.tsx'
import type { Layout } from './layout-types.ts'
import { QuickActions } from './quick-actions.tsx'

interface NodeProps {
  readonly id: string
  readonly layout: Layout
  /** True for the node that Tab leads to while nothing is selected. */
  readonly entry: boolean
}

/** Where a node stands and whether it is the selected one; shared by cards and gates. */
export function useNode(props: NodeProps) {
  const app = useApp()
  const place = createMemo(() => {
    const node = props.layout.nodes.get(props.id)
    return node ? `translate(${node.x}px, ${node.y}px)` : 'none'
  })
  const isSelected = createMemo(() => app.chosen().has(props.id))
  const tabIndex = () => (isSelected() || (app.selected() === undefined && props.entry) ? 0 : -1)
  const isDimmed = createMemo(() => app.found()?.has(props.id) === false)
  const choose = (event: MouseEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) app.toggle(props.id)
    else app.select(props.id)
  }
  return { app, place, isSelected, isDimmed, tabIndex, choose }
}

/** One step: what it is, how it stands, and what can be done with it at once. */
export function StepCard(props: NodeProps): JSX.Element {
  const { app, place, isSelected, isDimmed, tabIndex, choose } = useNode(props)
  const step = createMemo(() => {
    const node = app.source.workspace.view.nodes[props.id]
    return node && isStep(node) ? node : undefined
  })
  const isBeating = () => step()?.type === 'l' && step()?.status === 'RUNNING'
  return (
    <Show when={step()}>
      {(shown) => (
        <div
          class={`node card tone-${lookOf(stepStatus(shown())).tone}`}
          classList={{
            'node-selected': isSelected(),
            'node-dimmed': isDimmed(),
            'card-running': stepStatus(shown()) === 'RUNNING',
            'card-long': shown().type === 'l',
          }}
          style={{ transform: place() }}
          data-node={props.id}
          data-status={stepStatus(shown())}
        >
          <button
            type="button"
            class="node-main card-main"
            tabindex={tabIndex()}
            aria-pressed={isSelected()}
            onClick={choose}
          >
            <span class="card-head">
              <TypeBadge type={shown().type} />
              <span class="card-name truncate">{shown().name}</span>
            </span>
            <span class="card-sub">
              <span class="truncate code">{shown().id}</span>
              <Show when={shown().watchdog_for}>
                {(watched) => (
                  <span class="card-watch truncate" title={`Watches ${watched()}`}>
                    <Eye class="icon" />
                    {watched()}
                  </span>
                )}
              </Show>
              <span class="card-model truncate">{shown().model}</span>
            </span>
            <span class="card-foot">
              <StatusChip status={stepStatus(shown())} />
              <Show when={isBeating()}>
                <Heartbeat id={props.id} />
              </Show>
              <AttemptSummary id={props.id} step={shown()} />
            </span>
          </button>
          <QuickActions step={shown()} tabIndex={tabIndex()} />
          <span
            class="port"
            data-port=""
            title="Drag to what shall wait for this"
            aria-hidden="true"
          />
          <Show when={shown().fusion_candidates?.length}>
            {(count) => (
              <span class="card-fusion" title={`Fuses ${count()} candidates`}>
                <Funnel class="icon" />
                {count()}
              </span>
            )}
          </Show>
        </div>
      )}
    </Show>
  )
}

/** Elapsed time while the newest attempt runs, its duration afterwards. */
function AttemptSummary(props: { readonly id: string; readonly step: Step }): JSX.Element {
  const app = useApp()
  const attempt = () => app.source.workspace.view.attempts[props.id]
  const isLive = () => {
    const newest = attempt()
    return newest !== undefined && !hasEnded(newest)
  }
  const time = () => {
    const newest = attempt()
    return newest ? attemptTime(newest, app.now) : ''
  }
  return (
    <span class="card-meta">
      <Show when={(attempt()?.attempt ?? 1) > 1}>
        <span class="card-tries" title={`Attempt ${attempt()?.attempt}`}>
          <Repeat class="icon" />
          {attempt()?.attempt}
        </span>
      </Show>
      <span classList={{ 'card-elapsed': isLive() }}>{time()}</span>
    </span>
  )
}
