import type { Socket } from 'node:net'
import type { z } from 'zod'
import { MAX_MESSAGE_BYTES } from './messages.ts'

/** What happens on a stream of messages. */
export interface MessageHandlers<T> {
  readonly onMessage: (message: T) => void
  /** A line was no message, or too long. Nothing more is read. */
  readonly onRefused: (reason: string) => void
  readonly onClose: () => void
}

function parseMessage<T>(schema: z.ZodType<T>, line: string): T | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'The message is no JSON.'
  }
  const checked = schema.safeParse(value)
  return checked.success ? checked.data : `The message is not understood: ${checked.error.message}`
}

/** Reads messages, one JSON text a line, and refuses at the first thing that is none. */
export function readMessages<T extends object>(
  socket: Socket,
  schema: z.ZodType<T>,
  handlers: MessageHandlers<T>,
): void {
  let pending: Buffer[] = []
  let pendingBytes = 0
  let isRefused = false
  const refuse = (reason: string) => {
    isRefused = true
    pending = []
    handlers.onRefused(reason)
  }
  const take = (line: Buffer) => {
    const message = parseMessage(schema, line.toString('utf8'))
    if (typeof message === 'string') refuse(message)
    else handlers.onMessage(message)
  }
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk
    while (!isRefused && rest.length > 0) {
      const newline = rest.indexOf(0x0a)
      const part = newline < 0 ? rest : rest.subarray(0, newline)
      pendingBytes += part.length
      if (pendingBytes >= MAX_MESSAGE_BYTES) {
        refuse(`The message is longer than ${MAX_MESSAGE_BYTES} bytes.`)
        return
      }
      pending.push(part)
      if (newline < 0) return
      const line = Buffer.concat(pending)
      pending = []
      pendingBytes = 0
      rest = rest.subarray(newline + 1)
      take(line)
    }
  })
  // What ends a connection is told by its close.
  socket.on('error', () => undefined)
  socket.on('close', handlers.onClose)
}

/** Sends one message; nothing happens on a connection that has ended. */
export function sendMessage(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}
