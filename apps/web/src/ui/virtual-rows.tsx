import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount } from 'solid-js'
import './virtual-rows.css'

interface VirtualRowsProps {
  readonly count: number
  /** Height of every row in pixels. */
  readonly rowHeight: number
  /** Keeps the last row in sight while rows are added. */
  readonly follow?: boolean
  readonly label: string
  readonly class?: string
  readonly row: (index: number) => JSX.Element
  /** Called when the reader scrolls: true at the end. */
  readonly onAtEnd?: (atEnd: boolean) => void
}

const OVERSCAN = 12

/** A scrolling list that keeps only the rows in sight in the page, however many there are. */
export function VirtualRows(props: VirtualRowsProps): JSX.Element {
  const [top, setTop] = createSignal(0)
  const [height, setHeight] = createSignal(400)
  let scroller: HTMLDivElement | undefined

  const first = createMemo(() => Math.max(0, Math.floor(top() / props.rowHeight) - OVERSCAN))
  const last = createMemo(() =>
    Math.min(props.count, Math.ceil((top() + height()) / props.rowHeight) + OVERSCAN),
  )
  const indices = createMemo(() =>
    Array.from({ length: Math.max(0, last() - first()) }, (_, at) => first() + at),
  )
  const toEnd = () => {
    if (scroller) scroller.scrollTop = scroller.scrollHeight
  }
  onMount(() => {
    if (!scroller) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setHeight(entry.contentRect.height)
    })
    observer.observe(scroller)
    onCleanup(() => observer.disconnect())
  })
  createEffect(
    on(
      () => [props.count, props.follow, height()] as const,
      ([, follow]) => {
        if (follow) toEnd()
      },
    ),
  )
  return (
    <section
      ref={scroller}
      class={`virtual ${props.class ?? ''}`}
      tabindex={0}
      aria-label={props.label}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        setTop(scrollTop)
        props.onAtEnd?.(scrollTop + clientHeight >= scrollHeight - props.rowHeight)
      }}
    >
      <div class="virtual-space" style={{ height: `${props.count * props.rowHeight}px` }}>
        <div
          class="virtual-window"
          style={{ transform: `translateY(${first() * props.rowHeight}px)` }}
        >
          <For each={indices()}>{(index) => props.row(index)}</For>
        </div>
      </div>
    </section>
  )
}
