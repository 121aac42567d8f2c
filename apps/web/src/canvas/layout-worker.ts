/// <reference lib="webworker" />

import { layOut } from './layout.ts'
import type { LayoutInput } from './layout-types.ts'

// Typed as a window by the app's own settings; this file runs as a worker.
const worker = self as unknown as DedicatedWorkerGlobalScope

worker.addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => {
  const start = performance.now()
  const layout = layOut(data)
  worker.postMessage({ layout, took: performance.now() - start })
})
