import type { CheckedLog } from './check-chain.ts'

/** Checks a log beside the page, so that a long one never holds it up. */
export function checkInWorker(texts: readonly string[]): Promise<CheckedLog> {
  const worker = new Worker(new URL('./chain-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<CheckedLog>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<'ready' | CheckedLog>) => {
      if (event.data === 'ready') worker.postMessage({ texts })
      else resolve(event.data)
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
  }).finally(() => worker.terminate())
}
