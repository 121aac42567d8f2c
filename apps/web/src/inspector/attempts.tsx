import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, For, Match, on, Show, Switch } from 'solid-js'
import type { Failure } from '../../../../shared/failure.ts'
import type { AttemptReason, AttemptRecord } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { attemptTime } from '../status/attempt-time.ts'
import { formatMoment } from '../status/duration.ts'
import { attemptLook } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { costWords, usageWords } from '../status/usage.ts'
import { Notice } from '../ui/notice.tsx'
import { AttemptResults } from './attempt-results.tsx'

function keyOf(attempt: AttemptRecord): string {
  return `${attempt.runId} ${attempt.attempt}`
}

const REASONS: Readonly<Record<AttemptReason, string>> = {
  exit_code: 'The command reported a failure',
  signal: 'The process was ended from outside',
  timeout: 'The time limit was reached',
  stopped: 'Stopped by a person',
  spawn_failed: 'The command could not be started',
  policy_denied: 'The policy did not allow it',
  artifact_missing: 'An expected file is missing',
  session_lost: 'The session was lost',
  orphaned_process: 'Its process was gone',
  waiting_quota: 'The provider had no quota left',
  budget: 'What it may use was used up',
  io_error: 'A file could not be written',
  agent_error: 'The agent said that it failed',
  no_result: 'The agent ended without a result',
  result_invalid: 'The result is not what the step asks for',
}

/** All attempts of a step, newest first, and the logs of the chosen one. */
export function Attempts(props: { readonly stepId: string }): JSX.Element {
  const app = useApp()
  const newest = () => app.source.workspace.view.attempts[props.stepId]
  const [older, setOlder] = createSignal<readonly AttemptRecord[]>([])
  const [failure, setFailure] = createSignal<Failure>()
  const [chosen, setChosen] = createSignal<string>()
  const [isLoading, setLoading] = createSignal(true)
  const load = async () => {
    const result = await app.source.attempts(props.stepId)
    setLoading(false)
    setFailure(result.ok ? undefined : result.failure)
    if (result.ok) setOlder(result.value)
  }
  createEffect(
    on(
      () => {
        const attempt = newest()
        return [props.stepId, attempt && keyOf(attempt), attempt?.status].join(' ')
      },
      () => void load(),
    ),
  )
  // A new attempt is what people want to see; one chosen before that gives way.
  createEffect(
    on(
      () => {
        const attempt = newest()
        return attempt && keyOf(attempt)
      },
      () => setChosen(undefined),
    ),
  )
  const all = createMemo(() => {
    const first = newest()
    if (!first) return older()
    return [{ ...first }, ...older().filter((attempt) => keyOf(attempt) !== keyOf(first))]
  })
  const shown = createMemo(() => all().find((attempt) => keyOf(attempt) === chosen()) ?? all()[0])
  return (
    <Show
      when={shown()}
      fallback={
        <div class="inspector-body">
          <Show
            when={failure()}
            fallback={
              <p class="muted">{isLoading() ? 'Loading…' : 'This step has not run yet.'}</p>
            }
          >
            {(trouble) => <Notice kind="warning">{trouble().message}</Notice>}
          </Show>
        </div>
      }
    >
      {(attempt) => (
        <>
          <Show when={all().length > 1}>
            <ol class="attempts" aria-label="Attempts, newest first">
              <For each={all()}>
                {(one) => (
                  <li>
                    <button
                      type="button"
                      class="attempt"
                      aria-pressed={keyOf(one) === keyOf(attempt())}
                      onClick={() => setChosen(keyOf(one))}
                    >
                      <StatusChip status={attemptLook(one.status)} />
                      <span>{formatMoment(one.startTime, app.now())}</span>
                      <span class="bar-space" />
                      <Duration attempt={one} />
                    </button>
                  </li>
                )}
              </For>
            </ol>
          </Show>
          <AttemptFacts attempt={attempt()} />
          <AttemptResults attempt={attempt()} />
        </>
      )}
    </Show>
  )
}

function Duration(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  return <span class="attempt-time muted">{attemptTime(props.attempt, app.now)}</span>
}

/** How an attempt went, in words. */
function AttemptFacts(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const app = useApp()
  const attempt = () => props.attempt
  return (
    <div class="attempt-facts">
      <dl class="facts">
        <dt>Attempt</dt>
        <dd class="attempt-line">
          {attempt().attempt}
          <StatusChip status={attemptLook(attempt().status)} />
          <Duration attempt={attempt()} />
        </dd>
        <dt>Started</dt>
        <dd>{formatMoment(attempt().startTime, app.now())}</dd>
        <Switch>
          <Match when={attempt().exitCode !== undefined}>
            <dt>Exit code</dt>
            <dd class="code">{attempt().exitCode}</dd>
          </Match>
          <Match when={attempt().signal}>
            <dt>Ended by</dt>
            <dd class="code">{attempt().signal}</dd>
          </Match>
        </Switch>
        <Show when={attempt().reason}>
          <dt>Reason</dt>
          <dd>{REASONS[attempt().reason ?? 'exit_code']}</dd>
        </Show>
        <Spent attempt={attempt()} />
        <dt>Command</dt>
        <dd>
          <span class="argv">
            <For each={attempt().argv}>{(argument) => <code>{argument}</code>}</For>
          </span>
        </dd>
        <Show when={attempt().workspace === 'worktree'}>
          <dt>Workspace</dt>
          <dd>Own git worktree</dd>
        </Show>
      </dl>
      <Show when={attempt().message}>{(message) => <Notice kind="error">{message()}</Notice>}</Show>
      <Show when={attempt().redactions > 0}>
        <p class="muted">{attempt().redactions} secrets were hidden in the logs.</p>
      </Show>
    </div>
  )
}

/** What an attempt used of its provider, as far as the agent said it. */
function Spent(props: { readonly attempt: AttemptRecord }): JSX.Element {
  return (
    <>
      <Show when={props.attempt.usage}>
        {(usage) => (
          <>
            <dt>Used</dt>
            <dd>{usageWords(usage())}</dd>
          </>
        )}
      </Show>
      <Show when={props.attempt.costUsd !== undefined}>
        <dt>Cost</dt>
        <dd>{costWords(props.attempt.costUsd ?? 0)}</dd>
      </Show>
    </>
  )
}
