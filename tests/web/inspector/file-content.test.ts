import { expect, test } from 'vitest'
import {
  readWholeFile,
  textOfBytes,
  withoutEscapes,
} from '../../../apps/web/src/inspector/file-content.ts'
import { ok } from '../../../shared/result.ts'
import { MAX_ARTIFACT_BYTES } from '../../../shared/schema/run.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

test('text is text, whatever it says; pictures and programs are not', () => {
  expect(textOfBytes(bytesOf('<script>alert(1)</script> ä'), true)).toBe(
    '<script>alert(1)</script> ä',
  )
  expect(textOfBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d), true)).toBeUndefined()
  expect(textOfBytes(Uint8Array.of(0x61, 0, 0x62), true)).toBeUndefined()
})

test('a character that is cut at the end of a part spoils no text, but the end of the file does', () => {
  const cut = bytesOf('xä').slice(0, 2)
  expect([textOfBytes(cut, false), textOfBytes(cut, true)]).toEqual(['x', undefined])
})

test('what colours a terminal is not shown as letters', () => {
  expect(withoutEscapes('\u001b[32mgreen\u001b[0m\n\u001b]0;title\u0007next')).toBe('green\nnext')
})

test('a file comes whole from its stretches, and one that stops growing ends', async () => {
  const all = bytesOf('abcdefgh')
  const read = (size: number) => async (offset: number) => {
    const piece = all.slice(offset, offset + 3)
    return ok({ piece, size, nextOffset: offset + piece.length })
  }
  const textOf = async (size: number) => {
    const whole = await readWholeFile(read(size))
    return whole.ok ? new Blob([...whole.value]).text() : whole.failure.code
  }
  expect([await textOf(8), await textOf(9), await textOf(MAX_ARTIFACT_BYTES + 1)]).toEqual([
    'abcdefgh',
    'abcdefgh',
    'FILE_TOO_LARGE',
  ])
})
