import type { JSX } from 'solid-js'
import { createMemo, For, Match, Show, Switch } from 'solid-js'
import Quiet from '~icons/lucide/coffee'
import {
  type Attention,
  type AttentionKind,
  rankAttention,
} from '../../../../shared/dag/attention.ts'
import { listInWords } from '../../../../shared/dag/explain.ts'
import { useApp } from '../state/app-state.ts'
import { acceptStep, approveGate, resetStep } from '../state/intents.ts'
import { lookStatus } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { Button } from '../ui/button.tsx'
import { NotifySwitch } from './notify-switch.tsx'
import './inbox.css'

const ASKS: Readonly<Record<AttentionKind, string>> = {
  gate: 'Approve or block',
  review: 'Accept or reject the result',
  failed: 'Find out why, then reset it',
  held: 'Held by a person',
}

function blockedInWords(blocks: readonly string[]): string {
  if (blocks.length === 0) return 'Holds nothing back.'
  const named = blocks.length > 3 ? [...blocks.slice(0, 2), `${blocks.length - 2} more`] : blocks
  return `Holds back ${listInWords(named)}.`
}

/** What waits for a person; what holds most back stands first. */
export function Inbox(): JSX.Element {
  const app = useApp()
  const all = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    return sequence ? rankAttention(sequence) : []
  })
  return (
    <div class="inbox">
      <Show
        when={all().length > 0}
        fallback={
          <div class="panel-empty">
            <span class="icon">
              <Quiet />
            </span>
            <p>Nothing waits for you.</p>
            <p class="muted">Gates, reviews and failures appear here as soon as they need you.</p>
          </div>
        }
      >
        <ol class="inbox-list" aria-label="What waits for a person, most urgent first">
          <For each={all()}>{(item) => <Item item={item} />}</For>
        </ol>
      </Show>
      <div class="inbox-foot">
        <NotifySwitch />
      </div>
    </div>
  )
}

function Item(props: { readonly item: Attention }): JSX.Element {
  const app = useApp()
  const node = () => app.source.workspace.view.nodes[props.item.id]
  return (
    <li class="inbox-item" classList={{ 'inbox-chosen': app.selected() === props.item.id }}>
      <button type="button" class="inbox-open" onClick={() => app.select(props.item.id)}>
        <strong class="inbox-name truncate">{props.item.name}</strong>
        <span class="inbox-why">{ASKS[props.item.kind]}</span>
        <span class="inbox-blocks">{blockedInWords(props.item.blocks)}</span>
      </button>
      <div class="inbox-act">
        <Show when={node()}>{(shown) => <StatusChip status={lookStatus(shown())} />}</Show>
        <span class="bar-space" />
        <Act item={props.item} />
      </div>
    </li>
  )
}

/** The one thing that is done most often; everything else is in the inspector. */
function Act(props: { readonly item: Attention }): JSX.Element {
  const app = useApp()
  const id = () => props.item.id
  return (
    <Switch>
      <Match when={props.item.kind === 'gate'}>
        <Button
          disabledReason={app.editBlock()}
          onClick={() => void app.review.open(`Approve ${id()}`, approveGate(id(), ''))}
        >
          Approve…
        </Button>
      </Match>
      <Match when={props.item.kind === 'review'}>
        <Button
          disabledReason={app.editBlock()}
          onClick={() => void app.review.open(`Accept ${id()}`, acceptStep(id()))}
        >
          Accept…
        </Button>
      </Match>
      <Match when={props.item.kind === 'failed'}>
        <Button
          disabledReason={app.editBlock()}
          onClick={() => void app.review.open(`Reset ${id()}`, resetStep(id()))}
        >
          Reset…
        </Button>
      </Match>
    </Switch>
  )
}
