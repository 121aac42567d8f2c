import type { JSX } from 'solid-js'
import Fit from '~icons/lucide/maximize'
import Minus from '~icons/lucide/minus'
import Plus from '~icons/lucide/plus'
import { IconButton } from '../ui/button.tsx'
import { ZOOM_STEP } from './viewport.ts'

interface CanvasControlsProps {
  readonly zoom: number
  readonly onZoom: (factor: number) => void
  readonly onFit: () => void
}

/** Zoom out, the zoom in percent, zoom in, and the whole picture. */
export function CanvasControls(props: CanvasControlsProps): JSX.Element {
  return (
    <fieldset class="canvas-controls">
      <legend class="visually-hidden">Zoom</legend>
      <IconButton
        small
        label="Zoom out (-)"
        icon={<Minus />}
        onClick={() => props.onZoom(1 / ZOOM_STEP)}
      />
      <output class="canvas-zoom">{Math.round(props.zoom * 100)}%</output>
      <IconButton
        small
        label="Zoom in (+)"
        icon={<Plus />}
        onClick={() => props.onZoom(ZOOM_STEP)}
      />
      <IconButton small label="Show everything (0)" icon={<Fit />} onClick={props.onFit} />
    </fieldset>
  )
}
