import type { JSX } from 'solid-js'
import { createSignal, For, Show } from 'solid-js'
import Pencil from '~icons/lucide/pencil'
import Trash from '~icons/lucide/trash'
import {
  dependenciesOf,
  promptPathOf,
  softDependenciesOf,
} from '../../../../shared/schema/defaults.ts'
import { type Step, THREAD_TYPE_NAMES } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { removeStep } from '../state/intents.ts'
import { formatDuration } from '../status/duration.ts'
import { Button } from '../ui/button.tsx'
import { StepForm } from './step-form.tsx'

interface StepDetailsProps {
  readonly step: Step
  /** Told when editing begins, so that nothing takes the form away. */
  readonly onEdit: () => void
}

/** The fields of a step as the file has them, and the form that changes them. */
export function StepDetails(props: StepDetailsProps): JSX.Element {
  const app = useApp()
  const [isEditing, setEditing] = createSignal(false)
  return (
    <Show
      when={!isEditing()}
      fallback={<StepForm step={props.step} onClose={() => setEditing(false)} />}
    >
      <div class="inspector-body">
        <Fields step={props.step} />
        <div class="inspector-row">
          <Button
            icon={<Pencil />}
            disabledReason={app.editBlock()}
            testId="edit-step"
            onClick={() => {
              props.onEdit()
              setEditing(true)
            }}
          >
            Edit
          </Button>
          <Button
            kind="quiet"
            icon={<Trash />}
            disabledReason={app.editBlock()}
            onClick={() =>
              void app.review.open(`Remove ${props.step.id}`, removeStep(props.step.id))
            }
          >
            Remove…
          </Button>
        </div>
      </div>
    </Show>
  )
}

function Fields(props: { readonly step: Step }): JSX.Element {
  const app = useApp()
  const step = () => props.step
  const timeout = () => step().timeout_ms ?? app.source.workspace.view.policy.timeout_default_ms
  return (
    <dl class="facts">
      <dt>Type</dt>
      <dd>{THREAD_TYPE_NAMES[step().type]}</dd>
      <dt>Model</dt>
      <dd>{step().model}</dd>
      <Show when={step().lane}>
        <dt>Lane</dt>
        <dd>{step().lane}</dd>
      </Show>
      <Show when={step().role}>
        <dt>Role</dt>
        <dd>{step().role}</dd>
      </Show>
      <Show when={step().command}>
        {(command) => (
          <>
            <dt>Command</dt>
            <dd>
              <span class="argv">
                <For each={command()}>{(argument) => <code>{argument}</code>}</For>
              </span>
            </dd>
          </>
        )}
      </Show>
      <Show when={step().model !== 'shell'}>
        <dt>Prompt file</dt>
        <dd class="code">{promptPathOf(step())}</dd>
      </Show>
      <dt>Waits for</dt>
      <dd>
        <NodeLinks ids={dependenciesOf(step())} none="nothing" />
      </dd>
      <Show when={softDependenciesOf(step()).length > 0}>
        <dt>Comes after</dt>
        <dd>
          <NodeLinks ids={softDependenciesOf(step())} none="nothing" />
        </dd>
      </Show>
      <Show when={step().fusion_candidates}>
        {(ids) => (
          <>
            <dt>Fuses</dt>
            <dd>
              <NodeLinks ids={ids()} none="nothing" />
            </dd>
          </>
        )}
      </Show>
      <Show when={step().group_id}>
        <dt>Group</dt>
        <dd>{step().group_id}</dd>
      </Show>
      <Show when={step().cwd}>
        <dt>Folder</dt>
        <dd class="code">{step().cwd}</dd>
      </Show>
      <Show when={timeout()}>
        {(limit) => (
          <>
            <dt>Time limit</dt>
            <dd>
              {formatDuration(limit())}
              <Show when={step().timeout_ms === undefined}>
                <span class="muted"> (from the policy)</span>
              </Show>
            </dd>
          </>
        )}
      </Show>
      <Show when={step().review}>
        <dt>Review</dt>
        <dd>A person looks at the result</dd>
      </Show>
      <Show when={step().workspace === 'worktree'}>
        <dt>Workspace</dt>
        <dd>Own git worktree</dd>
      </Show>
    </dl>
  )
}

/** Ids that lead to their nodes. */
export function NodeLinks(props: {
  readonly ids: readonly string[]
  readonly none: string
}): JSX.Element {
  const app = useApp()
  return (
    <Show when={props.ids.length > 0} fallback={<span class="muted">{props.none}</span>}>
      <span class="links">
        <For each={props.ids}>
          {(id) => (
            <button type="button" class="link code" onClick={() => app.select(id)}>
              {id}
            </button>
          )}
        </For>
      </span>
    </Show>
  )
}
