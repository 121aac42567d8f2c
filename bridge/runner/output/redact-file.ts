import { closeSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { ok, type Result } from '../../../shared/result.ts'
import { writeFully } from '../../local/durable-file.ts'
import { ioFailure } from '../../local/io-failure.ts'
import type { Redactor } from './redactor.ts'

const PIECE_BYTES = 64 * 1024

function copyRedacted(from: number, to: number, redactor: Redactor): void {
  const piece = Buffer.alloc(PIECE_BYTES)
  for (;;) {
    const length = readSync(from, piece, 0, piece.length, null)
    if (length === 0) break
    writeFully(to, redactor.push(piece.subarray(0, length)))
  }
  writeFully(to, redactor.end())
}

/** Hides the secrets in a file, piece by piece; one without any keeps its bytes. Gives how many were hidden. */
export function redactFile(path: string, redactor: Redactor): Result<number> {
  const temporary = `${path}.redacted`
  try {
    const from = openSync(path, 'r')
    try {
      const to = openSync(temporary, 'w', 0o600)
      try {
        copyRedacted(from, to, redactor)
      } finally {
        closeSync(to)
      }
    } finally {
      closeSync(from)
    }
    if (redactor.count > 0) renameSync(temporary, path)
    return ok(redactor.count)
  } catch (cause) {
    return ioFailure(cause, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}
