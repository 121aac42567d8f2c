import type { JSX } from 'solid-js'
import { createResource, Show } from 'solid-js'
import type { Result } from '../../../../shared/result.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { formatBytes } from '../status/duration.ts'
import { Notice } from '../ui/notice.tsx'
import type { AttemptPlace } from '../workspace/source.ts'

/** The part of a record that names the attempt. */
export function placeOf({ runId, stepId, attempt }: AttemptRecord): AttemptPlace {
  return { runId, stepId, attempt }
}

interface LoadedProps<T> {
  readonly attempt: AttemptRecord
  readonly load: (place: AttemptPlace) => Promise<Result<T>>
  readonly children: (value: T) => JSX.Element
}

/** Loads something of an attempt, again when the attempt ends; says what is wrong when it can't. */
export function Loaded<T>(props: LoadedProps<T>): JSX.Element {
  const [loaded] = createResource(
    () => ({ ...placeOf(props.attempt), status: props.attempt.status }),
    ({ runId, stepId, attempt }) => props.load({ runId, stepId, attempt }),
  )
  const value = () => {
    const result = loaded.latest
    return result?.ok ? result : undefined
  }
  const trouble = () => {
    const result = loaded.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  return (
    <Show
      when={value()}
      fallback={
        <Show when={trouble()} fallback={<p class="muted">Loading…</p>}>
          {(message) => <Notice kind="warning">{message()}</Notice>}
        </Show>
      }
    >
      {(result) => props.children(result().value)}
    </Show>
  )
}

/** Says that only the beginning of something long is shown. */
export function Rest(props: { readonly nextOffset: number; readonly bytes: number }): JSX.Element {
  return (
    <Show when={props.nextOffset < props.bytes}>
      <Notice kind="info">
        Only the first {formatBytes(props.nextOffset)} of {formatBytes(props.bytes)} are shown.
      </Notice>
    </Show>
  )
}
