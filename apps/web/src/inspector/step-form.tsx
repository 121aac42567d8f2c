import type { JSX } from 'solid-js'
import { createMemo, createSignal, onCleanup, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { Step } from '../../../../shared/schema/step.ts'
import { VerdictLine } from '../review/verdict-line.tsx'
import { useApp } from '../state/app-state.ts'
import { createModelNames } from '../state/model-names.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { nodesOf } from '../workspace/changes.ts'
import { actionsFor, checkDraft, draftOf, type StepDraft } from './step-draft.ts'

interface StepFormProps {
  readonly step: Step
  readonly onClose: () => void
}

/** Edits a step. Saving shows the change first; nothing is written from here. */
export function StepForm(props: StepFormProps): JSX.Element {
  const app = useApp()
  const [draft, setDraft] = createStore<{ -readonly [Field in keyof StepDraft]: string }>(
    draftOf(props.step),
  )
  const [isChecked, setChecked] = createSignal(false)
  const known = createMemo(
    () => new Set(nodesOf(app.source.workspace.sequence()).map((node) => node.id)),
  )
  const errors = createMemo(() => checkDraft({ ...draft }, props.step, known()))
  const shownError = (field: keyof StepDraft) => (isChecked() ? errors()[field] : undefined)
  const set = (field: keyof StepDraft) => (value: string) => setDraft(field, value)
  const actions = createMemo(() => actionsFor(props.step, { ...draft }))
  const modelNames = createModelNames()
  const models = () =>
    [...new Set([...modelNames.names(), props.step.model])].map((value) => ({
      value,
      label: value,
    }))
  const save = async () => {
    setChecked(true)
    if (Object.keys(errors()).length > 0) return
    await app.review.open(`Edit ${props.step.id}`, actions())
  }
  let isShown = true
  onCleanup(() => {
    isShown = false
  })
  app.review.onApplied((title) => {
    if (isShown && title === `Edit ${props.step.id}`) props.onClose()
  })
  return (
    <form
      class="inspector-body"
      aria-label={`Edit ${props.step.id}`}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label="Name" value={draft.name} onInput={set('name')} error={shownError('name')} />
      <div class="inspector-pair">
        <Field
          label="Model"
          value={draft.model}
          onInput={set('model')}
          error={shownError('model')}
          hint={modelNames.trouble()}
          options={models()}
        />
        <Field label="Lane" value={draft.lane} onInput={set('lane')} error={shownError('lane')} />
      </div>
      <Show when={draft.model === 'shell'}>
        <Field
          label="Command"
          hint="One argument a line; no shell reads it."
          code
          lines={Math.max(3, draft.command.split('\n').length)}
          value={draft.command}
          onInput={set('command')}
          error={shownError('command')}
        />
      </Show>
      <Field
        label="Waits for"
        hint="Ids of steps and gates, with commas between them."
        code
        value={draft.dependsOn}
        onInput={set('dependsOn')}
        error={shownError('dependsOn')}
      />
      <Field
        label="Comes after, when both run"
        code
        value={draft.after}
        onInput={set('after')}
        error={shownError('after')}
      />
      <Field
        label="Time limit in seconds"
        hint="Empty: as the policy says."
        value={draft.timeout}
        onInput={set('timeout')}
        error={shownError('timeout')}
      />
      <VerdictLine actions={Object.keys(errors()).length === 0 ? actions() : []} />
      <div class="inspector-row">
        <Button
          kind="primary"
          type="submit"
          testId="save-step"
          disabledReason={
            app.editBlock() ?? (actions().length === 0 ? 'Nothing has changed yet.' : undefined)
          }
        >
          Look at the change…
        </Button>
        <Button kind="quiet" onClick={props.onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
