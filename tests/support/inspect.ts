import { z } from 'zod'

/** A process' memory after its garbage was collected, in bytes. */
export interface LiveMemory {
  /** Objects that something still holds. */
  readonly heapBytes: number
  /** Memory outside of the heap that objects hold: buffers. */
  readonly externalBytes: number
}

const AnswerSchema = z.looseObject({
  id: z.int(),
  result: z.looseObject({ result: z.looseObject({ value: z.unknown() }).optional() }).optional(),
})

const MemorySchema = z.looseObject({ heapUsed: z.number(), external: z.number() })

/** Talks to a Node process that was started with `--inspect=0`, at the address that it printed. */
export class Inspector {
  readonly #socket: WebSocket
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  /** Connects; rejects when nobody listens. */
  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true })
      socket.addEventListener('error', reject, { once: true })
    })
    return new Inspector(socket)
  }

  /** Sends one message of the inspector's protocol; gives its answer. */
  async send(method: string, params: object = {}): Promise<z.infer<typeof AnswerSchema>> {
    this.#lastId += 1
    const id = this.#lastId
    const answer = new Promise<z.infer<typeof AnswerSchema>>((resolve, reject) => {
      const take = ({ data }: MessageEvent) => {
        const message = AnswerSchema.safeParse(JSON.parse(String(data)))
        if (message.data?.id !== id) return
        this.#socket.removeEventListener('message', take)
        resolve(message.data)
      }
      this.#socket.addEventListener('message', take)
      this.#socket.addEventListener('close', () => reject(new Error('The process has ended.')), {
        once: true,
      })
    })
    this.#socket.send(JSON.stringify({ id, method, params }))
    return answer
  }

  /** What the process still holds after all garbage was collected. */
  async liveMemory(): Promise<LiveMemory> {
    await this.send('HeapProfiler.collectGarbage')
    const { result } = await this.send('Runtime.evaluate', {
      expression: 'process.memoryUsage()',
      returnByValue: true,
    })
    const { heapUsed, external } = MemorySchema.parse(result?.result?.value)
    return { heapBytes: heapUsed, externalBytes: external }
  }

  /** Ends the conversation; the process goes on. */
  close(): void {
    this.#socket.close()
  }
}
