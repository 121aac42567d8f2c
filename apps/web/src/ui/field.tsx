import type { JSX } from 'solid-js'
import { createUniqueId, For, Show } from 'solid-js'
import './field.css'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly error?: string | undefined
  readonly hint?: string | undefined
  readonly code?: boolean
  readonly lines?: number
  /** True for what nobody who looks over one's shoulder may read. */
  readonly secret?: boolean
  readonly placeholder?: string
  /** Values that are offered while one types; others may be typed as well. */
  readonly suggestions?: readonly string[]
  readonly options?: readonly { readonly value: string; readonly label: string }[]
}

/** A labelled input; what is wrong with it is said below it and to screen readers. */
export function Field(props: FieldProps): JSX.Element {
  const id = createUniqueId()
  const shared = () => ({
    id,
    class: props.code ? 'input code' : 'input',
    'aria-invalid': props.error ? ('true' as const) : undefined,
    'aria-describedby': props.error || props.hint ? `${id}-note` : undefined,
    placeholder: props.placeholder,
  })
  const control = () => {
    if (props.options) {
      return (
        <select
          {...shared()}
          value={props.value}
          onChange={(event) => props.onInput(event.currentTarget.value)}
        >
          <For each={props.options}>
            {(option) => (
              <option value={option.value} selected={option.value === props.value}>
                {option.label}
              </option>
            )}
          </For>
        </select>
      )
    }
    if (props.lines) {
      return (
        <textarea
          {...shared()}
          rows={props.lines}
          spellcheck={false}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )
    }
    return (
      <>
        <input
          {...shared()}
          type={props.secret ? 'password' : 'text'}
          autocomplete="off"
          spellcheck={false}
          list={props.suggestions ? `${id}-list` : undefined}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        <Show when={props.suggestions}>
          <datalist id={`${id}-list`}>
            <For each={props.suggestions}>{(value) => <option value={value} />}</For>
          </datalist>
        </Show>
      </>
    )
  }
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {props.label}
      </label>
      {control()}
      <Show when={props.error ?? props.hint}>
        {(note) => (
          <p
            class="field-note"
            classList={{ 'field-error': props.error !== undefined }}
            id={`${id}-note`}
          >
            {note()}
          </p>
        )}
      </Show>
    </div>
  )
}
