/// <reference lib="webworker" />

import { layOut } from './layout.ts'
import { type PackedInput, packLayout, unpackInput } from './layout-transfer.ts'

// Typed as a window by the app's own settings; this file runs as a worker.
const worker = self as unknown as DedicatedWorkerGlobalScope

worker.addEventListener('message', ({ data }: MessageEvent<PackedInput>) => {
  const start = performance.now()
  const input = unpackInput(data)
  const layout = packLayout(input, layOut(input))
  const took = performance.now() - start
  const { nodes, counts, points } = layout
  worker.postMessage({ layout, took }, [nodes.buffer, counts.buffer, points.buffer])
})
