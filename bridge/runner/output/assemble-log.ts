import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writeFully } from '../../local/durable-file.ts'
import {
  firstWholeLine,
  incompleteTail,
  layoutFor,
  markerLine,
  segmentName,
  segmentOffset,
} from './log-layout.ts'

/** Where a log stands that is being made whole. */
interface Assembly {
  readonly descriptor: number
  /** Where the next byte goes. */
  end: number
}

function readHeadEnd(descriptor: number, headBytes: number): Buffer {
  const bytes = Buffer.alloc(Math.min(4, headBytes))
  const length = readSync(descriptor, bytes, 0, bytes.length, headBytes - bytes.length)
  return bytes.subarray(0, length)
}

function segmentsOf(folder: string, log: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => segmentOffset(log, name) ?? [])
    .sort((a, b) => a - b)
}

/** Moves one segment to the end of the log. Its file goes first, so that the cap holds at every moment. */
function moveSegment(assembly: Assembly, path: string, skip: number): void {
  const bytes = readFileSync(path)
  rmSync(path)
  writeFully(assembly.descriptor, bytes.subarray(skip), assembly.end)
  assembly.end += bytes.length - skip
}

/**
 * Makes one file of a capped log's head and segments, with a line that says how much is missing between them.
 * Gives the number of bytes left out: 0 for a log that never met its cap. Also mends a log whose runner was
 * killed. Throws the system's error when the disk refuses.
 */
export function assembleLog(folder: string, log: string, maxLogBytes: number): number {
  const offsets = segmentsOf(folder, log)
  const first = offsets[0]
  if (first === undefined) return 0
  const { headBytes } = layoutFor(maxLogBytes)
  const descriptor = openSync(join(folder, log), 'r+')
  try {
    const head = headBytes - incompleteTail(readHeadEnd(descriptor, headBytes))
    const firstPath = join(folder, segmentName(log, first))
    // Without a gap the segments simply go on where the head ends.
    const hasGap = first > headBytes
    const skip = hasGap ? firstWholeLine(readFileSync(firstPath)) : 0
    const omitted = hasGap ? first + skip - head : 0
    const assembly: Assembly = { descriptor, end: hasGap ? head : headBytes }
    ftruncateSync(descriptor, assembly.end)
    if (hasGap) {
      const marker = Buffer.from(markerLine(omitted))
      writeFully(descriptor, marker, assembly.end)
      assembly.end += marker.length
    }
    for (const offset of offsets) {
      moveSegment(assembly, join(folder, segmentName(log, offset)), offset === first ? skip : 0)
    }
    fsyncSync(descriptor)
    syncFolder(folder)
    return omitted
  } finally {
    closeSync(descriptor)
  }
}
