import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import Alert from '~icons/lucide/circle-alert'
import Success from '~icons/lucide/circle-check'
import Info from '~icons/lucide/info'
import Warning from '~icons/lucide/triangle-alert'
import './notice.css'

/** How a sentence is meant. */
export type NoticeKind = 'info' | 'success' | 'warning' | 'error'

interface NoticeProps {
  readonly kind: NoticeKind
  readonly title?: string | undefined
  readonly children: JSX.Element
  readonly actions?: JSX.Element
  /** True when it should be read out as soon as it appears. */
  readonly live?: boolean
}

const ICONS: Readonly<Record<NoticeKind, () => JSX.Element>> = {
  info: () => <Info />,
  success: () => <Success />,
  warning: () => <Warning />,
  error: () => <Alert />,
}

/** A plain sentence with an icon and, where there is one, the way out. */
export function Notice(props: NoticeProps): JSX.Element {
  const icon = () => ICONS[props.kind]()
  return (
    <div
      class={`notice notice-${props.kind}`}
      role={props.live ? (props.kind === 'error' ? 'alert' : 'status') : undefined}
    >
      <span class="icon notice-icon">{icon()}</span>
      <div class="notice-words">
        <Show when={props.title}>
          <strong class="notice-title">{props.title}</strong>
        </Show>
        <div>{props.children}</div>
      </div>
      <Show when={props.actions}>
        <div class="notice-actions">{props.actions}</div>
      </Show>
    </div>
  )
}
