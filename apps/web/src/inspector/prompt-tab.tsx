import type { JSX } from 'solid-js'
import { createResource, Match, Show, Switch } from 'solid-js'
import type { Step } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { Notice } from '../ui/notice.tsx'

/** What the agent is told. */
export function PromptTab(props: { readonly step: Step }): JSX.Element {
  const app = useApp()
  const [prompt] = createResource(
    () => props.step.id,
    (id) => app.source.prompt(id),
  )
  const text = () => {
    const result = prompt.latest
    return result?.ok ? result.value : undefined
  }
  const trouble = () => {
    const result = prompt.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  return (
    <div class="inspector-body">
      <Show when={props.step.model === 'shell'}>
        <p class="muted">A shell step runs its command; it has no use for a prompt.</p>
      </Show>
      <Switch>
        <Match when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Match>
        <Match when={text()}>
          {(file) => (
            <>
              <p class="code muted">{file().path}</p>
              <Show when={file().text} fallback={<p class="muted">This file is not there yet.</p>}>
                {(content) => (
                  <section class="prompt" tabindex={0} aria-label="Prompt">
                    <pre>{content()}</pre>
                  </section>
                )}
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </div>
  )
}
