import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Colours of a palette that are taken because they are frequent; the others are those that are missed most. */
const FREQUENT = 192
const PALETTE = 256

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB of every pixel. */
  readonly colors: Uint32Array
}

function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const chunks = []
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

/** What a filter expects a byte to be, from the bytes to its left, above it, and to the left of that. */
function expected(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter === 0) return 0
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** Takes the filters off: rows of bytes, each of which begins with the number of its filter. */
function unfilter(raw: Buffer, stride: number, size: number): Uint8Array {
  const height = raw.length / (stride + 1)
  const bytes = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1)
    const filter = raw[row] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < size ? 0 : (bytes[at - size] ?? 0)
      const up = bytes[at - stride] ?? 0
      const corner = x < size ? 0 : (bytes[at - stride - size] ?? 0)
      bytes[at] = (raw[row + 1 + x] ?? 0) + expected(filter, left, up, corner)
    }
  }
  return bytes
}

/** The pixels of a PNG as browsers write it: eight bits a channel, not interlaced, nothing transparent. */
function decode(png: Buffer): Pixels | undefined {
  const chunks = chunksOf(png)
  const head = chunks[0]?.data
  const kind = head?.[9]
  if (head?.[8] !== 8 || (kind !== 2 && kind !== 6)) return undefined
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const size = kind === 2 ? 3 : 4
  const parts = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * size, size)
  const colors = Uint32Array.from({ length: width * height }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(at * size, at * size + 3)
    return (red << 16) | (green << 8) | blue
  })
  return { width, height, colors }
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return 2 * red * red + 4 * green * green + blue * blue
}

/** A palette for these colours, and the place in it that is nearest to each. */
function paletteOf(colors: Uint32Array) {
  const counts = new Map<number, number>()
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1)
  const known = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  const palette = known.slice(0, FREQUENT)
  const nearest = new Map(known.map((color) => [color, { place: 0, miss: Number.MAX_VALUE }]))
  const offer = (place: number) => {
    for (const [color, best] of nearest) {
      const miss = distance(color, palette[place] ?? 0)
      if (miss < best.miss) Object.assign(best, { place, miss })
    }
  }
  palette.forEach((_, place) => {
    offer(place)
  })
  while (palette.length < Math.min(PALETTE, known.length)) {
    let worst = known[0] ?? 0
    let most = -1
    for (const [color, { miss }] of nearest) {
      const cost = miss * (counts.get(color) ?? 0)
      if (cost > most) [worst, most] = [color, cost]
    }
    palette.push(worst)
    offer(palette.length - 1)
  }
  return { palette, placeOf: (color: number) => nearest.get(color)?.place ?? 0 }
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/** The same picture in 256 colours, a third of the size; the picture itself where that is not possible. */
export function shrinkPng(png: Buffer): Buffer {
  const pixels = decode(png)
  if (!pixels) return png
  const { width, height, colors } = pixels
  const { palette, placeOf } = paletteOf(colors)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height)
  colors.forEach((color, at) => {
    rows[at + Math.floor(at / width) + 1] = placeOf(color)
  })
  const table = palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255])
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Uint8Array.from(table)),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ])
}
