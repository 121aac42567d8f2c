import type { JSX } from 'solid-js'
import { createEffect, createSignal, on, onCleanup, Show } from 'solid-js'
import Down from '~icons/lucide/chevron-down'
import Up from '~icons/lucide/chevron-up'
import { IconButton } from '../ui/button.tsx'
import type { LogBuffer } from './log-buffer.ts'
import { type Found, MOST_FOUND, searchLog } from './log-search.ts'

/** A pause in typing after which the search begins. */
const PAUSE_MS = 120

interface LogFindProps {
  readonly buffer: LogBuffer
  /** Grows whenever the log does. */
  readonly count: number
  /** Brings a line into sight; undefined when nothing is looked for. */
  readonly onGo: (line: number | undefined) => void
}

/** Finds words in the log: Enter goes to the next line that has them, Shift+Enter back. */
export function LogFind(props: LogFindProps): JSX.Element {
  const [words, setWords] = createSignal('')
  const [found, setFound] = createSignal<Found>()
  const [current, setCurrent] = createSignal(0)
  const go = (to: number) => {
    const lines = found()?.lines ?? []
    if (lines.length === 0) return
    const next = (to + lines.length) % lines.length
    setCurrent(next)
    props.onGo(lines[next])
  }
  createEffect(
    on([words, () => props.count], ([text]) => {
      let stop: (() => void) | undefined
      const timer = setTimeout(() => {
        if (text === '') {
          setFound(undefined)
          props.onGo(undefined)
        } else stop = searchLog(props.buffer, text, (now) => setFound({ ...now }))
      }, PAUSE_MS)
      onCleanup(() => {
        clearTimeout(timer)
        stop?.()
      })
    }),
  )
  const summary = () => {
    const now = found()
    if (!now) return ''
    const total = `${now.lines.length}${now.lines.length >= MOST_FOUND ? ' or more' : ''}`
    return `${now.lines.length === 0 ? 0 : current() + 1} of ${total}${now.isDone ? '' : ' …'}`
  }
  return (
    <search class="log-find">
      <input
        type="search"
        aria-label="Find in this log"
        placeholder="Find in this log"
        value={words()}
        onInput={(event) => {
          setCurrent(-1)
          setWords(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          go(current() + (event.shiftKey ? -1 : 1))
        }}
      />
      <Show when={found()}>
        <output>{summary()}</output>
        <IconButton small label="The one before" icon={<Up />} onClick={() => go(current() - 1)} />
        <IconButton small label="The next one" icon={<Down />} onClick={() => go(current() + 1)} />
      </Show>
    </search>
  )
}
