import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import './button.css'

/** How loud a button is; a page has at most one primary button in sight. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps {
  readonly kind?: ButtonKind
  readonly icon?: JSX.Element
  readonly children: JSX.Element
  /** Why it can't be used now; it stays reachable, so that people can read the reason. */
  readonly disabledReason?: string | undefined
  readonly title?: string | undefined
  readonly busy?: boolean
  readonly type?: 'button' | 'submit'
  readonly shortcut?: string
  readonly testId?: string
  readonly onClick?: () => void
}

/** A button with words; one that can't be used says why in its tooltip. */
export function Button(props: ButtonProps): JSX.Element {
  const blocked = () => props.disabledReason !== undefined || props.busy === true
  return (
    <button
      type={props.type ?? 'button'}
      class={`button button-${props.kind ?? 'plain'}`}
      aria-disabled={blocked() ? 'true' : undefined}
      aria-busy={props.busy ? 'true' : undefined}
      aria-keyshortcuts={props.shortcut}
      title={props.disabledReason ?? props.title}
      data-testid={props.testId}
      onClick={(event) => {
        if (blocked()) event.preventDefault()
        else props.onClick?.()
      }}
    >
      <Show when={props.icon}>
        <span class="icon button-icon">{props.icon}</span>
      </Show>
      <span class="button-words">{props.children}</span>
    </button>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly icon: JSX.Element
  readonly disabledReason?: string | undefined
  readonly pressed?: boolean
  readonly small?: boolean
  readonly tabIndex?: number
  readonly onClick: () => void
}

/** A button that is only an icon; its label is its tooltip and its name for screen readers. */
export function IconButton(props: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button icon"
      classList={{ 'icon-button-small': props.small === true }}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-disabled={props.disabledReason !== undefined ? 'true' : undefined}
      title={props.disabledReason ?? props.label}
      tabIndex={props.tabIndex}
      onClick={(event) => {
        event.stopPropagation()
        if (props.disabledReason === undefined) props.onClick()
      }}
    >
      {props.icon}
    </button>
  )
}
