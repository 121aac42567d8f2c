import { closeSync, constants, openSync, writeSync } from 'node:fs'

/** Most bytes that may wait for a slow terminal where writing can't be made to refuse. */
const MAX_WAITING_BYTES = 64 * 1024

/**
 * A way to print lines on the terminal that this process runs in, or undefined when it has none. Never waits: a
 * terminal that takes nothing any more loses lines and holds nobody up.
 */
export function openTerminal(): ((line: string) => void) | undefined {
  if (!process.stdout.isTTY) return undefined
  // A terminal that has gone away says so with an error that concerns nobody.
  process.stdout.on('error', () => undefined)
  if (process.platform === 'win32') {
    return (line) => {
      if (process.stdout.writableLength < MAX_WAITING_BYTES) process.stdout.write(`${line}\r\n`)
    }
  }
  // Node writes to terminals synchronously; a descriptor of our own can be told not to block.
  let descriptor: number | undefined
  try {
    descriptor = openSync(
      '/dev/tty',
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch {
    return undefined
  }
  return (line) => {
    if (descriptor === undefined) return
    try {
      writeSync(descriptor, `${line}\r\n`)
    } catch (cause) {
      const isFull = cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN'
      if (isFull) return
      closeSync(descriptor)
      descriptor = undefined
    }
  }
}
