import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { readMessages, sendMessage } from '../../../bridge/mprocs/message-stream.ts'
import { MAX_MESSAGE_BYTES } from '../../../bridge/mprocs/messages.ts'

const SCHEMA = z.strictObject({ text: z.string() })
type Message = z.infer<typeof SCHEMA>

let folder: string
let server: Server
let accept: (socket: Socket) => void = () => undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'threados-stream-'))
  server = createServer((socket) => accept(socket))
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a reader makes of the writes of the other end. */
async function exchange(write: (socket: Socket) => void) {
  const heard: Message[] = []
  const refused: string[] = []
  const closed = new Promise<void>((resolve) => {
    accept = (socket) =>
      readMessages(socket, SCHEMA, {
        onMessage: (message) => heard.push(message),
        onRefused: (reason) => {
          refused.push(reason)
          socket.end()
        },
        onClose: resolve,
      })
  })
  const socket = connect(join(folder, 'socket'))
  socket.on('error', () => undefined)
  write(socket)
  socket.end()
  await closed
  socket.destroy()
  return { heard, refused }
}

test('messages arrive as they were sent, wherever their bytes are cut', async () => {
  const messages = fc.array(fc.record({ text: fc.string({ unit: 'binary' }) }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 40 }), async (sent, size) => {
      const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''))
      const { heard, refused } = await exchange((socket) => {
        for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size))
      })
      expect([heard, refused]).toEqual([sent, []])
    }),
    { numRuns: 30 },
  )
})

test('after the first thing that is no message nothing more is heard', async () => {
  const { heard, refused } = await exchange((socket) => {
    sendMessage(socket, { text: 'one' })
    sendMessage(socket, { text: 2 })
    sendMessage(socket, { text: 'three' })
  })
  expect([heard, refused.length]).toEqual([[{ text: 'one' }], 1])
})

test('a line that does not end is refused before it fills the memory', async () => {
  const { heard, refused } = await exchange((socket) => {
    socket.write(Buffer.alloc(4 * MAX_MESSAGE_BYTES, 0x61))
  })
  expect([heard, refused]).toEqual([[], [`The message is longer than ${MAX_MESSAGE_BYTES} bytes.`]])
})
