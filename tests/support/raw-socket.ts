import { connect } from 'node:net'

/** What came back on a raw connection before it closed or the wait ended. */
export interface RawAnswer {
  /** Status of the HTTP answer; undefined when none came. */
  readonly status: number | undefined
  /** Header block in lower case. */
  readonly head: string
  readonly isClosed: boolean
  /** Frames of the server after the handshake. */
  readonly frames: readonly ServerFrame[]
}

/** A frame from the server: never masked, never fragmented. */
export interface ServerFrame {
  readonly opcode: number
  readonly payload: Buffer
}

function parseFrames(data: Buffer): ServerFrame[] {
  const frames: ServerFrame[] = []
  let at = 0
  while (at + 2 <= data.length) {
    const opcode = (data[at] ?? 0) & 0x0f
    let length = (data[at + 1] ?? 0) & 0x7f
    at += 2
    if (length === 126) {
      length = data.readUInt16BE(at)
      at += 2
    } else if (length === 127) {
      length = Number(data.readBigUInt64BE(at))
      at += 8
    }
    if (at + length > data.length) break
    frames.push({ opcode, payload: data.subarray(at, at + length) })
    at += length
  }
  return frames
}

function parseAnswer(data: Buffer, isClosed: boolean): RawAnswer {
  const end = data.indexOf('\r\n\r\n')
  const head = data
    .subarray(0, end < 0 ? data.length : end)
    .toString('latin1')
    .toLowerCase()
  const status = /^http\/1\.1 (\d{3})/.exec(head)?.[1]
  const isOpen = status === '101' && end >= 0
  return {
    status: status === undefined ? undefined : Number(status),
    head,
    isClosed,
    frames: isOpen ? parseFrames(data.subarray(end + 4)) : [],
  }
}

/**
 * Sends bytes to a port and gives what comes back, as soon as `isEnough` says so, the connection closes, or
 * the time is over.
 */
export function exchange(
  port: number,
  bytes: Buffer,
  isEnough: (answer: RawAnswer) => boolean,
  patienceMs = 5000,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ host: '127.0.0.1', port })
    const finish = (isClosed: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(parseAnswer(Buffer.concat(chunks), isClosed))
    }
    const timer = setTimeout(() => finish(false), patienceMs)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      const answer = parseAnswer(Buffer.concat(chunks), false)
      if (isEnough(answer)) finish(false)
    })
    socket.on('close', () => finish(true))
    // A reset by the server is one of the ways to refuse; the close event follows.
    socket.on('error', () => undefined)
    socket.write(bytes)
  })
}

/** A frame as a client must send it: masked, with a mask of zeros so that bytes stay readable. */
export function clientFrame(opcode: number, payload: Buffer, isFinal = true): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode
  const mask = Buffer.alloc(4)
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([first, 0x80 | length]), mask, payload])
  const wide = Buffer.alloc(length < 65_536 ? 4 : 10)
  wide[0] = first
  wide[1] = 0x80 | (length < 65_536 ? 126 : 127)
  if (length < 65_536) wide.writeUInt16BE(length, 2)
  else wide.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([wide, mask, payload])
}
