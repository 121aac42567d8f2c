import type { JSX } from 'solid-js'
import { createResource, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js'
import type { Step } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { Notice } from '../ui/notice.tsx'

const PromptEditor = lazy(async () => ({
  default: (await import('../editor/prompt-editor.tsx')).PromptEditor,
}))

/** What the agent is told, in an editor. */
export function PromptTab(props: { readonly step: Step }): JSX.Element {
  const app = useApp()
  const [prompt, { refetch }] = createResource(
    () => [props.step.id, app.source.workspace.view.revision] as const,
    ([id]) => app.source.prompt(id),
  )
  // Prompt files change without the plan; people who come back to the page see today's.
  const reload = () => void refetch()
  window.addEventListener('focus', reload)
  onCleanup(() => window.removeEventListener('focus', reload))
  const file = () => {
    const result = prompt.latest
    return result?.ok ? result.value : undefined
  }
  const trouble = () => {
    const result = prompt.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  return (
    <div class="inspector-body inspector-fill">
      <Show when={props.step.model === 'shell'}>
        <p class="muted">A shell step runs its command; it has no use for a prompt.</p>
      </Show>
      <Switch>
        <Match when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Match>
        <Match when={file()}>
          {(shown) => (
            <Suspense fallback={<p class="muted">Loading the editor…</p>}>
              <PromptEditor
                stepId={props.step.id}
                path={shown().path}
                fileText={shown().text ?? ''}
                reload={reload}
              />
            </Suspense>
          )}
        </Match>
      </Switch>
    </div>
  )
}
