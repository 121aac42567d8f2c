import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal of bytes as they lie on the disk; Node's own, which needs no warming up. */
export function fileHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
