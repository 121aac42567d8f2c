import type { JSX } from 'solid-js'
import './splitter.css'

interface SplitterProps {
  readonly label: string
  /** Width in pixels of the panel to the right of it. */
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}

const KEY_STEP = 24

/** The edge of a right-hand panel: drag it, or move it with the arrow keys. */
export function Splitter(props: SplitterProps): JSX.Element {
  const set = (value: number) =>
    props.onChange(Math.round(Math.min(props.max, Math.max(props.min, value))))
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't hold the focus or be dragged
    <div
      class="splitter"
      role="separator"
      tabindex={0}
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuenow={props.value}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(props.value + KEY_STEP)
        else if (event.key === 'ArrowRight') set(props.value - KEY_STEP)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        const bar = event.currentTarget
        const start = event.clientX
        const width = props.value
        bar.setPointerCapture(event.pointerId)
        bar.onpointermove = (move) => set(width + start - move.clientX)
        bar.onpointerup = () => {
          bar.onpointermove = null
          bar.onpointerup = null
        }
      }}
    />
  )
}
