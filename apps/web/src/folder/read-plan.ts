import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { fail } from '../../../../shared/failure.ts'
import type { Result } from '../../../../shared/result.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import type { SequenceDocument } from '../../../../shared/yaml/sequence-document.ts'

/** A file of so many bytes takes longer than a frame to read. */
const LARGE_BYTES = 24 * 1024

type Plan = Result<SequenceDocument>

/** What the worker answers. */
interface Answer {
  readonly id: number
  readonly plan: Plan
}

/** Reads plans one after the other on a thread of its own, which lives as long as the page. */
class Reader {
  readonly #waiting = new Map<number, (plan: Plan) => void>()
  readonly #worker = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' })
  #next = 1

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      this.#waiting.get(data.id)?.(data.plan)
      this.#waiting.delete(data.id)
    })
    this.#worker.addEventListener('error', () => {
      const message = `The part of the app that reads ${SEQUENCE_PATH} could not be started.`
      for (const answer of this.#waiting.values()) {
        answer(fail('IO', message, { hint: 'Reload the page.' }))
      }
      this.#waiting.clear()
    })
  }

  read(bytes: Uint8Array): Promise<Plan> {
    const id = this.#next++
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#worker.postMessage({ id, bytes })
    })
  }
}

let reader: Reader | undefined

/** Reads and checks sequence.yaml; a large one without holding up the page. */
export async function readPlan(bytes: Uint8Array): Promise<Plan> {
  if (bytes.length < LARGE_BYTES) return readSequence(bytes, { file: SEQUENCE_PATH })
  reader ??= new Reader()
  return reader.read(bytes)
}
