import type { JSX } from 'solid-js'
import Fusion from '~icons/lucide/combine'
import Chained from '~icons/lucide/link'
import Parallel from '~icons/lucide/split'
import Base from '~icons/lucide/terminal'
import Long from '~icons/lucide/timer'
import Orchestrated from '~icons/lucide/waypoints'
import { THREAD_TYPE_NAMES, type ThreadType } from '../../../../shared/schema/step.ts'

const ICONS: Readonly<Record<ThreadType, () => JSX.Element>> = {
  base: () => <Base />,
  p: () => <Parallel />,
  c: () => <Chained />,
  f: () => <Fusion />,
  b: () => <Orchestrated />,
  l: () => <Long />,
}

/** A step's thread type as a small sign; its name is the tooltip. */
export function TypeBadge(props: { readonly type: ThreadType }): JSX.Element {
  return (
    <span class="type-badge icon" title={`${THREAD_TYPE_NAMES[props.type]} thread`}>
      {ICONS[props.type]()}
      <span class="visually-hidden">{THREAD_TYPE_NAMES[props.type]} thread</span>
    </span>
  )
}
