import { fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { MAX_ARTIFACT_BYTES } from '../../../../shared/schema/run.ts'
import { PLAIN, parseAnsiLine } from '../logs/ansi.ts'
import type { FilePiece } from '../workspace/source.ts'

/** Bytes as text; undefined when they are none: not UTF-8, or with a zero byte, as programs and pictures have. */
export function textOfBytes(bytes: Uint8Array, isWhole: boolean): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    // Of a part the last character may be cut; a stream's decoder waits for its rest.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
  } catch {
    // The decoder says that this is no text by throwing; it has no other way.
    return undefined
  }
}

/** A text without what only a terminal understands: colours, movements of the cursor, and so on. */
export function withoutEscapes(text: string): string {
  if (!text.includes('\u001b')) return text
  const plain = (line: string) =>
    parseAnsiLine(line, PLAIN)
      .spans.map((span) => span.text)
      .join('')
  return text.split('\n').map(plain).join('\n')
}

/** Reads a whole file, stretch by stretch. One that is larger than may be handed out is refused before it is read. */
export async function readWholeFile(
  read: (offset: number) => Promise<Result<FilePiece>>,
): Promise<Result<readonly Uint8Array<ArrayBuffer>[]>> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset = 0; ; ) {
    const next = await read(offset)
    if (!next.ok) return next
    const { piece, size, nextOffset } = next.value
    if (size > MAX_ARTIFACT_BYTES) {
      return fail('FILE_TOO_LARGE', 'This file is too large to be handed to the browser.', {
        hint: 'Open it in the folder of the attempt.',
      })
    }
    pieces.push(piece)
    if (nextOffset >= size || nextOffset === offset) return ok(pieces)
    offset = nextOffset
  }
}
