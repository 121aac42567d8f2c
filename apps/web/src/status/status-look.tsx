import type { JSX } from 'solid-js'
import Done from '~icons/lucide/circle-check'
import Blocked from '~icons/lucide/circle-dashed'
import Ready from '~icons/lucide/circle-play'
import Failed from '~icons/lucide/circle-x'
import Review from '~icons/lucide/eye'
import Pending from '~icons/lucide/hourglass'
import Running from '~icons/lucide/loader-circle'
import Held from '~icons/lucide/octagon-x'
import type { AnyStatus } from './node-status.ts'
import './status.css'

interface Look {
  readonly word: string
  /** Which of the six colours. */
  readonly tone: 'ready' | 'running' | 'review' | 'done' | 'failed' | 'blocked'
  readonly icon: () => JSX.Element
}

const LOOKS: Readonly<Record<AnyStatus, Look>> = {
  READY: { word: 'Ready', tone: 'ready', icon: () => <Ready /> },
  RUNNING: { word: 'Running', tone: 'running', icon: () => <Running /> },
  NEEDS_REVIEW: { word: 'Needs review', tone: 'review', icon: () => <Review /> },
  DONE: { word: 'Done', tone: 'done', icon: () => <Done /> },
  FAILED: { word: 'Failed', tone: 'failed', icon: () => <Failed /> },
  BLOCKED: { word: 'Blocked', tone: 'blocked', icon: () => <Blocked /> },
  PENDING: { word: 'Pending', tone: 'blocked', icon: () => <Pending /> },
  APPROVED: { word: 'Approved', tone: 'done', icon: () => <Done /> },
  GATE_BLOCKED: { word: 'Blocked', tone: 'failed', icon: () => <Held /> },
}

/** How a status looks: its word, its colour and its icon. */
export function lookOf(status: AnyStatus): Look {
  return LOOKS[status]
}

/** A status in colour, icon and word. */
export function StatusChip(props: { readonly status: AnyStatus }): JSX.Element {
  return (
    <span class={`chip tone-${lookOf(props.status).tone}`} data-status={props.status}>
      <span class="icon chip-icon">{lookOf(props.status).icon()}</span>
      {lookOf(props.status).word}
    </span>
  )
}
