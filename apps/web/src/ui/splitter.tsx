import type { JSX } from 'solid-js'
import './splitter.css'

/** The edge of its panel on which a splitter sits. */
export type SplitterEdge = 'left' | 'right' | 'top'

interface SplitterProps {
  readonly label: string
  readonly edge: SplitterEdge
  /** Width of the panel in pixels; its height for the top edge. */
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}

const KEY_STEP = 24

/** The keys that make the panel larger and smaller, by its edge. */
const KEYS: Readonly<Record<SplitterEdge, readonly [more: string, less: string]>> = {
  left: ['ArrowLeft', 'ArrowRight'],
  right: ['ArrowRight', 'ArrowLeft'],
  top: ['ArrowUp', 'ArrowDown'],
}

/** The edge of a panel: drag it, or move it with the arrow keys. */
export function Splitter(props: SplitterProps): JSX.Element {
  const set = (value: number) =>
    props.onChange(Math.round(Math.min(props.max, Math.max(props.min, value))))
  const grown = (from: PointerEvent, to: PointerEvent) => {
    if (props.edge === 'top') return from.clientY - to.clientY
    return props.edge === 'left' ? from.clientX - to.clientX : to.clientX - from.clientX
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't hold the focus or be dragged
    <div
      class="splitter"
      classList={{ 'splitter-flat': props.edge === 'top' }}
      role="separator"
      tabindex={0}
      aria-orientation={props.edge === 'top' ? 'horizontal' : 'vertical'}
      aria-label={props.label}
      aria-valuenow={props.value}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      onKeyDown={(event) => {
        const [more, less] = KEYS[props.edge]
        if (event.key === more) set(props.value + KEY_STEP)
        else if (event.key === less) set(props.value - KEY_STEP)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        const bar = event.currentTarget
        const size = props.value
        bar.setPointerCapture(event.pointerId)
        bar.onpointermove = (move) => set(size + grown(event, move))
        bar.onpointerup = () => {
          bar.onpointermove = null
          bar.onpointerup = null
        }
      }}
    />
  )
}
