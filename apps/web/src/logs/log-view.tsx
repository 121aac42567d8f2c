import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from 'solid-js'
import Follow from '~icons/lucide/arrow-down-to-line'
import type { LogStream } from '../../../../shared/protocol/events.ts'
import { type AttemptRecord, hasEnded } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { formatBytes } from '../status/duration.ts'
import { IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ViewSwitch } from '../ui/view-switch.tsx'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import type { TextStyle } from './ansi.ts'
import { LogBuffer } from './log-buffer.ts'
import { LogFind } from './log-find.tsx'
import './log-view.css'

const ROW_HEIGHT = 18

function classesOf(style: TextStyle): string {
  const names = [
    style.bold && 'ansi-bold',
    style.dim && 'ansi-dim',
    style.italic && 'ansi-italic',
    style.underline && 'ansi-underline',
    style.color && `ansi-${style.color}`,
    style.background && `ansi-on-${style.background}`,
  ]
  return names.filter(Boolean).join(' ')
}

const STREAMS: readonly LogStream[] = ['stdout', 'stderr']

/** An attempt's two logs, live while it runs. */
export function LogView(props: {
  readonly attempt: AttemptRecord
  /** Told after the log's name where several logs are in sight. */
  readonly suffix?: string | undefined
}): JSX.Element {
  const [stream, setStream] = createSignal<LogStream>('stdout')
  const [isFollowing, setFollowing] = createSignal(true)
  const bytes = (of: LogStream) =>
    of === 'stdout' ? props.attempt.bytesOut : props.attempt.bytesErr
  const labelOf = (of: LogStream) => (
    <>
      {of === 'stdout' ? 'Output' : 'Errors'}
      <Show when={bytes(of) > 0}>
        <span class="muted">{formatBytes(bytes(of))}</span>
      </Show>
    </>
  )
  const place = createMemo(
    () => ({
      runId: props.attempt.runId,
      stepId: props.attempt.stepId,
      attempt: props.attempt.attempt,
      stream: stream(),
    }),
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  )
  return (
    <div class="log">
      <div class="log-bar">
        <ViewSwitch views={STREAMS} labelOf={labelOf} value={stream()} onChange={setStream} />
        <span class="bar-space" />
        <IconButton
          small
          label="Follow the end"
          icon={<Follow />}
          pressed={isFollowing()}
          onClick={() => setFollowing((now) => !now)}
        />
      </div>
      <Show when={place()} keyed>
        {(shown) => (
          <LogLines
            place={shown}
            suffix={props.suffix}
            isLive={!hasEnded(props.attempt)}
            isFollowing={isFollowing()}
            onFollowing={setFollowing}
          />
        )}
      </Show>
    </div>
  )
}

interface LogLinesProps {
  readonly place: {
    readonly runId: string
    readonly stepId: string
    readonly attempt: number
    readonly stream: LogStream
  }
  readonly isLive: boolean
  readonly suffix: string | undefined
  readonly isFollowing: boolean
  readonly onFollowing: (isFollowing: boolean) => void
}

function LogLines(props: LogLinesProps): JSX.Element {
  const app = useApp()
  const buffer = new LogBuffer()
  const [version, setVersion] = createSignal(0)
  const [trouble, setTrouble] = createSignal<string>()
  let frame = 0
  const redraw = () => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      setVersion((now) => now + 1)
    })
  }
  const stop = app.source.followLog(props.place, {
    chunk: (chunk) => {
      setTrouble(undefined)
      buffer.append(chunk.text)
      redraw()
    },
    failed: setTrouble,
  })
  onCleanup(() => {
    stop()
    cancelAnimationFrame(frame)
  })
  const count = createMemo(() => {
    version()
    return buffer.count
  })
  createEffect(
    on(
      () => props.place,
      () => props.onFollowing(true),
    ),
  )
  const [here, setHere] = createSignal<number>()
  let box: HTMLDivElement | undefined
  const goTo = (index: number | undefined) => {
    setHere(index)
    const rows = box?.querySelector('.log-rows')
    if (index === undefined || !rows) return
    props.onFollowing(false)
    rows.scrollTop = Math.max(0, index * ROW_HEIGHT - rows.clientHeight / 2)
  }
  const line = (index: number) => {
    const spans = createMemo(() => {
      version()
      return buffer.line(index)
    })
    return (
      <div class="log-row" classList={{ 'log-here': here() === index }}>
        <span class="log-number" aria-hidden="true">
          {index + 1 + buffer.dropped}
        </span>
        <span class="log-text">
          <For each={spans()}>
            {(span) => <span class={classesOf(span.style)}>{span.text}</span>}
          </For>
        </span>
      </div>
    )
  }
  return (
    <>
      <Show when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Show>
      <Show
        when={count() > 0}
        fallback={
          <p class="log-empty muted">
            {props.isLive
              ? 'Nothing yet. New lines appear here at once.'
              : 'Nothing was written here.'}
          </p>
        }
      >
        <div ref={box} class="log-box">
          <LogFind buffer={buffer} count={count()} onGo={goTo} />
          <VirtualRows
            class="log-rows"
            label={`${props.place.stream === 'stdout' ? 'Output' : 'Errors'}${props.suffix ?? ''}`}
            count={count()}
            rowHeight={ROW_HEIGHT}
            follow={props.isFollowing}
            onAtEnd={props.onFollowing}
            row={line}
          />
        </div>
      </Show>
    </>
  )
}
