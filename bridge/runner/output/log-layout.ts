/**
 * How a log under a cap lies on disk while it grows. Half of the cap is the head, in the log's own file; what
 * follows goes to segments. When all together would pass the cap the oldest segment is dropped. At the end the
 * segments are moved behind the head one after the other, so that never more than the cap is on disk.
 */
export interface LogLayout {
  readonly headBytes: number
  readonly segmentBytes: number
  /** Most bytes that are kept once something was left out: room for the line that says so is set aside. */
  readonly keptBytes: number
}

/** Most bytes that the marker line takes. */
const MARKER_BYTES = 128
/** A segment must at least make room for the marker line when it is dropped. */
const LEAST_SEGMENT_BYTES = 2 * MARKER_BYTES

/** The layout for a cap in bytes, at least 1024. */
export function layoutFor(maxLogBytes: number): LogLayout {
  return {
    headBytes: Math.floor(maxLogBytes / 2),
    segmentBytes: Math.max(Math.floor(maxLogBytes / 32), LEAST_SEGMENT_BYTES),
    keptBytes: maxLogBytes - MARKER_BYTES,
  }
}

/** The line between head and tail. */
export function markerLine(omittedBytes: number): string {
  return `\n[... ${omittedBytes} bytes left out ...]\n`
}

/** Name of the segment whose first byte is the log's byte `offset`. */
export function segmentName(log: string, offset: number): string {
  return `${log}.part-${offset}`
}

/** The offset in a segment's name; undefined when the name is no segment of this log. */
export function segmentOffset(log: string, name: string): number | undefined {
  const prefix = `${log}.part-`
  if (!name.startsWith(prefix)) return undefined
  const digits = name.slice(prefix.length)
  return /^[0-9]+$/.test(digits) ? Number(digits) : undefined
}

/** How many bytes at the end of `bytes` begin a UTF-8 character that is not complete. */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? back : 0
  }
  return 0
}

/** Where the first whole line of `bytes` begins, or the first whole character when no line ends near. */
export function firstWholeLine(bytes: Uint8Array): number {
  const newline = bytes.subarray(0, 4096).indexOf(0x0a)
  if (newline >= 0) return newline + 1
  let start = 0
  while (start < Math.min(4, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1
  return start
}
