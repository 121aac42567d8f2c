import type { JSX } from 'solid-js'
import { createEffect, createSignal, Match, on, onCleanup, Show, Switch } from 'solid-js'
import Refused from '~icons/lucide/shield-alert'
import Allowed from '~icons/lucide/shield-check'
import Asked from '~icons/lucide/shield-question-mark'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import type { Result } from '../../../../shared/result.ts'
import { useApp } from '../state/app-state.ts'
import './verdict-line.css'

/** Typing settles for this long before the change is tried. */
const PAUSE_MS = 250

/** What the policy and the graph would say to a change, tried while one is still typing; nothing is written. */
export function VerdictLine(props: { readonly actions: readonly RawAction[] }): JSX.Element {
  const app = useApp()
  const [result, setResult] = createSignal<Result<Proposal>>()
  createEffect(
    on(
      () => [JSON.stringify(props.actions), app.source.workspace.view.revision],
      () => {
        const { actions } = props
        if (actions.length === 0) {
          setResult(undefined)
          return
        }
        let isCurrent = true
        const timer = setTimeout(async () => {
          const answer = await app.source.propose(actions)
          if (isCurrent) setResult(answer)
        }, PAUSE_MS)
        onCleanup(() => {
          isCurrent = false
          clearTimeout(timer)
        })
      },
    ),
  )
  return (
    <p class="verdict" role="status" data-testid="verdict">
      <Show when={result()}>{(shown) => <VerdictWord result={shown()} />}</Show>
    </p>
  )
}

/** The policy's word on a proposal in one line, or why there is none. */
export function VerdictWord(props: { readonly result: Result<Proposal> }): JSX.Element {
  const proposal = () => (props.result.ok ? props.result.value : undefined)
  const failure = () => (props.result.ok ? undefined : props.result.failure)
  const verdict = () => proposal()?.verdict
  return (
    <Switch>
      <Match when={failure()}>
        {(reason) => (
          <span class="verdict-word verdict-no">
            <Refused />
            {reason().message}
          </span>
        )}
      </Match>
      <Match when={verdict()?.allowed === false}>
        <span class="verdict-word verdict-no">
          <Refused />
          {verdict()?.reason}
        </span>
      </Match>
      <Match when={verdict()?.confirmation !== 'none'}>
        <span class="verdict-word verdict-ask">
          <Asked />
          Allowed once you confirm it
        </span>
      </Match>
      <Match when={true}>
        <span class="verdict-word verdict-yes">
          <Allowed />
          Allowed by the policy
        </span>
      </Match>
    </Switch>
  )
}
