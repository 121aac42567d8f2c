import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { ActionDefinition } from '../../../../shared/actions/define.ts'
import { parseActions } from '../../../../shared/actions/parse-action.ts'
import { findAction } from '../../../../shared/actions/registry.ts'
import { overlays } from '../frame/overlays.ts'
import { VerdictLine } from '../review/verdict-line.tsx'
import { useApp } from '../state/app-state.ts'
import { createModelNames } from '../state/model-names.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { type ActionField, fieldsOf, textOf, valueIn } from './action-fields.ts'

interface ActionFormProps {
  readonly name: string
  readonly given: Readonly<Record<string, unknown>>
}

/** The form of any action, made from its schema. */
export function ActionForm(props: ActionFormProps): JSX.Element {
  return (
    <Show when={findAction(props.name)} keyed>
      {(definition) => <Form definition={definition} given={props.given} />}
    </Show>
  )
}

const YES_NO = [
  { value: '', label: 'As it is' },
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]

function optionsOf(field: ActionField) {
  if (field.kind === 'yes-no') return { options: YES_NO }
  if (field.kind !== 'choice') return {}
  const values = field.values.map((value) => ({ value, label: value }))
  return { options: [{ value: '', label: field.required ? 'Choose…' : 'Not set' }, ...values] }
}

interface FormProps {
  readonly definition: ActionDefinition
  readonly given: Readonly<Record<string, unknown>>
}

function Form(props: FormProps): JSX.Element {
  const app = useApp()
  const { definition } = props
  const fields = fieldsOf(definition)
  const [texts, setTexts] = createStore<Record<string, string>>(
    Object.fromEntries(fields.map(({ name, kind }) => [name, textOf(kind, props.given[name])])),
  )
  const modelNames = createModelNames()
  const [isTried, setTried] = createSignal(false)
  const action = createMemo(() => {
    const values = fields.flatMap(({ name, kind }) => {
      const value = valueIn(kind, texts[name] ?? '')
      return value === undefined ? [] : [[name, value] as const]
    })
    return { action: definition.name, ...Object.fromEntries(values) }
  })
  const parsed = createMemo(() => parseActions([action()]))
  const errorFor = (name: string) => {
    const result = parsed()
    if (result.ok || !isTried()) return undefined
    return result.failure.at?.path?.[0] === name ? result.failure.message : undefined
  }
  // Decided once: a field must not wander off while somebody empties it.
  const first = fields.filter(({ name, required }) => required || texts[name] !== '')
  const optional = fields.filter((field) => !first.includes(field))
  const submit = () => {
    setTried(true)
    const result = parsed()
    const checked = result.ok ? result.value[0] : undefined
    if (!checked) return
    overlays.close()
    void app.review.open(definition.describe(checked), [action()])
  }
  const row = (field: ActionField) => (
    <Field
      label={field.label}
      hint={(field.name === 'model' && modelNames.trouble()) || field.hint}
      value={texts[field.name] ?? ''}
      onInput={(text) => setTexts(field.name, text)}
      error={errorFor(field.name)}
      code={field.kind === 'list' || field.kind === 'arguments' || field.kind === 'data'}
      {...(field.kind === 'lines' || field.kind === 'arguments' ? { lines: 3 } : {})}
      {...optionsOf(field)}
      {...(field.name === 'model' ? { suggestions: modelNames.names() } : {})}
    />
  )
  return (
    <Dialog
      title={definition.title}
      description={definition.description}
      onClose={overlays.close}
      footer={
        <>
          <VerdictLine actions={parsed().ok ? [action()] : []} />
          <span class="bar-space" />
          <Button kind="quiet" onClick={overlays.close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            type="submit"
            disabledReason={app.editBlock()}
            testId="action-submit"
            onClick={submit}
          >
            Look at the change…
          </Button>
        </>
      }
    >
      <form
        class="fields"
        aria-label={definition.title}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <For each={first}>{row}</For>
        <Show when={optional.length > 0}>
          <details open={first.length === 0}>
            <summary>More ({optional.length})</summary>
            <div class="fields">
              <For each={optional}>{row}</For>
            </div>
          </details>
        </Show>
        <button type="submit" class="visually-hidden" tabindex={-1}>
          Look at the change
        </button>
      </form>
    </Dialog>
  )
}
