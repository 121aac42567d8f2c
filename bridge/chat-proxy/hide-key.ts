function mask(key: string): string {
  return '*'.repeat(key.length)
}

/** A text without the key. */
export function hideKey(text: string, key: string): string {
  return text.replaceAll(key, mask(key))
}

/** How many bytes at the end could be the beginning of the key. */
function beginningAtEnd(bytes: Buffer, key: Buffer): number {
  const most = Math.min(bytes.length, key.length - 1)
  for (let length = most; length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(key.subarray(0, length))) return length
  }
  return 0
}

/**
 * The same bytes without the key, should a provider or a gateway repeat what it was sent. All pass at once but those
 * at the end of a piece that could be the beginning of the key; an event of a stream never ends in such.
 */
export async function* withoutKey(
  pieces: AsyncIterable<Uint8Array>,
  key: string,
): AsyncGenerator<Buffer> {
  const secret = Buffer.from(key)
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    const bytes = Buffer.concat([held, piece])
    for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at)) {
      bytes.fill('*', at, at + secret.length)
    }
    const end = bytes.length - beginningAtEnd(bytes, secret)
    held = bytes.subarray(end)
    if (end > 0) yield bytes.subarray(0, end)
  }
  if (held.length > 0) yield held
}
