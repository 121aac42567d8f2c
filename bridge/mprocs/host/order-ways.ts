import { connect } from 'node:net'
import { documentFor, keysFor, type Order } from '../keys.ts'
import type { ServerAddress } from '../server-address.ts'

/** A way to give mprocs orders; resolves when they are on their way. What came of them only the picture tells. */
export type OrderWay = (orders: readonly Order[]) => Promise<void>

/** Gives orders as keys of the private keymap, on the terminal that mprocs runs in. */
export function byKeys(write: (keys: string) => void): OrderWay {
  return async (orders) => write(keysFor(orders))
}

/**
 * Gives orders over the control port: one connection, one complete document, and its end. mprocs ends with all its
 * children at anything less, so a connection that takes too long is reset, which it survives.
 */
export function byPort({ host, port }: ServerAddress, patienceMs: number): OrderWay {
  return (orders) =>
    new Promise((resolve) => {
      const socket = connect(port, host)
      const over = setTimeout(() => socket.resetAndDestroy(), patienceMs)
      // mprocs is gone or stands still: its end and its picture tell that, here as with keys.
      socket.on('error', () => undefined)
      socket.once('close', () => {
        clearTimeout(over)
        resolve()
      })
      socket.resume()
      socket.end(documentFor(orders))
    })
}
