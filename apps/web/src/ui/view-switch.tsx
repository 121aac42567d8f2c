import type { JSX } from 'solid-js'
import { For } from 'solid-js'
import './view-switch.css'

interface ViewSwitchProps<View extends string> {
  readonly views: readonly View[]
  readonly labelOf: (view: View) => JSX.Element
  readonly value: View
  readonly onChange: (view: View) => void
}

/** Buttons of which one is pressed: which of several views of the same thing is shown. */
export function ViewSwitch<View extends string>(props: ViewSwitchProps<View>): JSX.Element {
  return (
    <For each={props.views}>
      {(view) => (
        <button
          type="button"
          class="view-button"
          aria-pressed={props.value === view}
          onClick={() => props.onChange(view)}
        >
          {props.labelOf(view)}
        </button>
      )}
    </For>
  )
}
