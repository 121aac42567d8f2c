import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { nodesOf } from '../workspace/changes.ts'
import { layOut } from './layout.ts'
import { layoutInputOf } from './layout-input.ts'
import { type PackedLayout, packInput, unpackLayout } from './layout-transfer.ts'
import type { Layout, LayoutInput } from './layout-types.ts'

/** Up to so many nodes the layout is done at once: it takes less time than a frame. */
const MOST_AT_ONCE = 400

const EMPTY: Layout = layOut({ nodes: [], edges: [] })

/** What the worker answers. */
interface Answer {
  readonly layout: PackedLayout
  /** Milliseconds that the layout took there. */
  readonly took: number
}

let spare: Worker | undefined

function startWorker(): Worker {
  return new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
}

/** Starts the worker before there is anything to lay out, while the workspace is still on its way. */
export function warmLayout(): void {
  spare ??= startWorker()
}

/** Hands layouts to a worker, one at a time; of those that pile up meanwhile only the newest is done. */
function createLayoutWorker(show: (layout: Layout) => void) {
  const worker = spare ?? startWorker()
  spare = undefined
  let sent: LayoutInput | undefined
  let next: LayoutInput | undefined
  const send = (input: LayoutInput) => {
    sent = input
    const packed = packInput(input)
    worker.postMessage(packed, [packed.nodes.buffer, packed.edges.buffer])
  }
  const onAnswer = ({ data }: MessageEvent<Answer>) => {
    const input = sent
    sent = undefined
    performance.measure('threados-layout', { start: 0, duration: data.took })
    if (next) {
      const newest = next
      next = undefined
      send(newest)
    } else if (input) show(unpackLayout(input, data.layout))
  }
  worker.addEventListener('message', onAnswer)
  return {
    place: (input: LayoutInput) => {
      if (sent) next = input
      else send(input)
    },
    forget: () => {
      next = undefined
    },
    end: () => worker.terminate(),
  }
}

/**
 * The layout of a sequence. A large one is computed in a worker while the picture from before stays; what came
 * from an older sequence is never shown over a newer one.
 */
export function createLayout(
  topology: Accessor<Sequence | undefined>,
  folded: Accessor<ReadonlySet<string>>,
): Accessor<Layout> {
  const [placed, setPlaced] = createSignal<Layout>(EMPTY)
  let wanted: Sequence | undefined
  const worker = createLayoutWorker((layout) => {
    if (wanted) setPlaced(layout)
  })
  onCleanup(worker.end)
  const input = createMemo(() => {
    const sequence = topology()
    return sequence ? layoutInputOf(sequence, folded()) : undefined
  })
  const isLarge = () => nodesOf(topology()).length > MOST_AT_ONCE
  const small = createMemo(() => {
    const given = input()
    return given && !isLarge() ? layOut(given) : undefined
  })
  createEffect(
    on(input, (given) => {
      wanted = given && isLarge() ? topology() : undefined
      if (given && wanted) worker.place(given)
      else worker.forget()
    }),
  )
  return () => small() ?? placed()
}
