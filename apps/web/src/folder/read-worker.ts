/// <reference lib="webworker" />

import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'

// Typed as a window by the app's own settings; this file runs as a worker.
const worker = self as unknown as DedicatedWorkerGlobalScope

worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; bytes: Uint8Array }>) => {
  worker.postMessage({ id: data.id, plan: readSequence(data.bytes, { file: SEQUENCE_PATH }) })
})
