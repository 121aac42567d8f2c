import { RadioGroup } from '@kobalte/core/radio-group'
import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import './choice.css'

/** One of a few ways, and what it means. */
export interface ChoiceOption<T extends string> {
  readonly value: T
  readonly label: string
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly hint?: string
  readonly value: T
  readonly options: readonly ChoiceOption<T>[]
  readonly onChange: (value: T) => void
}

/** A row of buttons of which one is pressed: arrows move, as radio buttons do. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  return (
    <RadioGroup
      class="choice"
      value={props.value}
      onChange={(value) => {
        const chosen = props.options.find((option) => option.value === value)
        if (chosen) props.onChange(chosen.value)
      }}
    >
      <div class="choice-words">
        <RadioGroup.Label class="choice-label">{props.label}</RadioGroup.Label>
        <Show when={props.hint}>
          <RadioGroup.Description class="choice-hint">{props.hint}</RadioGroup.Description>
        </Show>
      </div>
      <div class="choice-row">
        <For each={props.options}>
          {(option) => (
            <RadioGroup.Item value={option.value} class="choice-item">
              <RadioGroup.ItemInput class="choice-input" />
              <RadioGroup.ItemLabel class="choice-button">{option.label}</RadioGroup.ItemLabel>
            </RadioGroup.Item>
          )}
        </For>
      </div>
    </RadioGroup>
  )
}
