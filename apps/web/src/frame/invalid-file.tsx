import type { JSX } from 'solid-js'
import { createMemo, For, Match, Show, Switch } from 'solid-js'
import { z } from 'zod'
import FileWarning from '~icons/lucide/file-warning'
import { type Failure, formatPath } from '../../../../shared/failure.ts'
import { FailureSchema } from '../../../../shared/protocol/state.ts'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'

/** The place of the picture while sequence.yaml can't be read: what is wrong, where, and what now. */
export function InvalidFile(props: { readonly failure: Failure }): JSX.Element {
  const app = useApp()
  const isMissing = () =>
    props.failure.code === 'NOT_FOUND' || props.failure.code === 'NOT_A_WORKSPACE'
  return (
    <div class="empty">
      <Switch>
        <Match when={isMissing()}>
          <div class="empty-box" data-testid="no-sequence">
            <h2>There is no sequence here yet</h2>
            <p>
              <Show
                when={app.source.init}
                fallback={props.failure.hint ?? 'Run "seqctl init" in the root of the repository.'}
              >
                ThreadOS keeps the plan in <code>.threados/sequence.yaml</code>. It can write an
                empty one into “{app.source.workspace.view.repo.name}” now.
              </Show>
            </p>
            <Show when={app.source.init}>
              {(init) => (
                <Button
                  kind="primary"
                  onClick={async () => {
                    const made = await init()()
                    if (!made.ok) {
                      app.announce({ kind: 'error', message: made.failure.message })
                    }
                  }}
                >
                  Start a sequence here
                </Button>
              )}
            </Show>
          </div>
        </Match>
        <Match when={true}>
          <div class="empty-box invalid" role="alert" data-testid="invalid-file">
            <h2>
              <span class="icon">
                <FileWarning />
              </span>
              The sequence can't be read
            </h2>
            <p class="invalid-message">{props.failure.message}</p>
            <dl class="facts">
              <Fact name="File" value={props.failure.at?.file} />
              <Fact name="Line" value={props.failure.at?.line} />
              <Fact name="Column" value={props.failure.at?.column} />
              <Fact
                name="Path"
                value={props.failure.at?.path ? formatPath(props.failure.at.path) : undefined}
              />
              <Fact name="Code" value={props.failure.code} />
            </dl>
            <Show when={props.failure.hint}>
              <p>{props.failure.hint}</p>
            </Show>
            <Problems failure={props.failure} />
            <p class="muted">
              Nothing will be overwritten. Mend the file in your editor; this page goes on by itself
              as soon as it can be read.
            </p>
          </div>
        </Match>
      </Switch>
    </div>
  )
}

/** Everything else that is wrong with the file, where the reader listed it. */
function Problems(props: { readonly failure: Failure }): JSX.Element {
  const listed = createMemo(() => {
    const all = z.array(FailureSchema).safeParse(props.failure.details?.['problems'])
    return all.success ? all.data : []
  })
  return (
    <Show when={listed().length > 1}>
      <section class="problems">
        <h3>All {listed().length} problems</h3>
        <section class="problems-list" tabindex={0} aria-label="All problems">
          <ol>
            <For each={listed()}>
              {(problem) => (
                <li>
                  <span class="code muted">
                    {problem.at?.line}:{problem.at?.column}
                  </span>
                  <span>{problem.message}</span>
                </li>
              )}
            </For>
          </ol>
        </section>
      </section>
    </Show>
  )
}

function Fact(props: {
  readonly name: string
  readonly value: string | number | undefined
}): JSX.Element {
  return (
    <Show when={props.value !== undefined && props.value !== ''}>
      <dt>{props.name}</dt>
      <dd class="code">{props.value}</dd>
    </Show>
  )
}
