import type { JSX } from 'solid-js'
import { createMemo, Match, Show, Switch } from 'solid-js'
import Pick from '~icons/lucide/check'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { AttemptChanges, AttemptSummary } from '../inspector/attempt-results.tsx'
import { LogView } from '../logs/log-view.tsx'
import { useApp } from '../state/app-state.ts'
import { attemptTime } from '../status/attempt-time.ts'
import { attemptLook } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { costWords } from '../status/usage.ts'
import { Button } from '../ui/button.tsx'
import { pickActions } from './choice.ts'

/** What the columns show. */
export type CompareView = 'summary' | 'changes' | 'logs'

interface CompareColumnProps {
  readonly attempt: AttemptRecord
  readonly view: CompareView
  /** Ids of all steps that are compared. */
  readonly compared: readonly string[]
  /** Mean likeness to the others, from 0 to 1. */
  readonly agreement: number | undefined
}

/** A name and its value, which stay on one line together. */
function Fact(props: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="compare-fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

/** One attempt of a comparison. */
export function CompareColumn(props: CompareColumnProps): JSX.Element {
  const app = useApp()
  const id = () => props.attempt.stepId
  const picking = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    return sequence
      ? pickActions(sequence, id(), props.compared)
      : { reason: 'There is no valid plan.' }
  })
  const reason = () => {
    const found = picking()
    return app.editBlock() ?? ('reason' in found ? found.reason : undefined)
  }
  const pick = () => {
    const found = picking()
    if ('actions' in found) void app.review.open(`Pick ${id()}`, found.actions)
  }
  return (
    <section class="compare-column" aria-label={id()}>
      <header class="compare-head">
        <button type="button" class="compare-name" onClick={() => app.select(id())}>
          {app.source.workspace.view.nodes[id()]?.name ?? id()}
        </button>
        <StatusChip status={attemptLook(props.attempt.status)} />
        <span class="bar-space" />
        <Button icon={<Pick />} disabledReason={reason()} onClick={pick}>
          Pick…
        </Button>
      </header>
      <dl class="compare-facts">
        <Fact name="Model">{props.attempt.model}</Fact>
        <Fact name="Time">{attemptTime(props.attempt, app.now)}</Fact>
        <Fact name="Exit">{props.attempt.exitCode ?? '–'}</Fact>
        <Show when={props.attempt.costUsd !== undefined}>
          <Fact name="Cost">{costWords(props.attempt.costUsd ?? 0)}</Fact>
        </Show>
        <Show when={props.agreement !== undefined}>
          <Fact name="Agrees">{Math.round((props.agreement ?? 0) * 100)} %</Fact>
        </Show>
      </dl>
      <section class="compare-body" tabindex={0} aria-label={`Result of ${id()}`}>
        <Switch>
          <Match when={props.view === 'summary'}>
            <AttemptSummary attempt={props.attempt} />
          </Match>
          <Match when={props.view === 'changes'}>
            <AttemptChanges attempt={props.attempt} />
          </Match>
          <Match when={props.view === 'logs'}>
            <LogView attempt={props.attempt} suffix={` of ${id()}, compared`} />
          </Match>
        </Switch>
      </section>
    </section>
  )
}
