import { bench, describe } from 'vitest'
import { createByteRedactor, createRedactor } from '../../shared/policy/redact.ts'

const MEGABYTE = 1_000_000
const PIECE = 64 * 1024

/** Lines as builds, tests and servers print them. */
const LINES = [
  '[10:12:31] info  compiled module src/components/button.tsx in 12 ms; warning: unused variable foo at 120:14',
  'npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory. Do not use it.',
  '  ✓ tests/shared/policy/command.test.ts (12 tests) 84ms',
  'dist/assets/index-a81f33c2.js   912.23 kB │ gzip: 212.10 kB',
  'http://localhost:5173/src/main.ts?t=1760000000000 200 OK (3ms)',
  "src/app/keys/token-store.ts(118,12): error TS2322: Type 'string' is not assignable to type 'number'.",
  'added 214 packages, and audited 215 packages in 3s',
  '2026-02-07T10:00:00.000Z DEBUG worker[12] handled request id=01901924-fc78-740e-987d-81ce37c75cce status=200',
  'commit 375bb7520d5a0b22d010eb908b7fd29672cd4f93',
  '    at Object.<anonymous> (/repo/src/runner/capture.ts:118:5)',
]

function buildLog(bytes: number): string {
  const block = `${LINES.join('\n')}\n`
  return block.repeat(Math.ceil(bytes / block.length))
}

const TEXT = buildLog(10 * MEGABYTE)
const BYTES = new Uint8Array(Buffer.from(TEXT))

/** 10 MB a run: 50 MB/s is 200 ms. */
describe('redaction of 10 MB of build log', () => {
  bench('bytes', () => {
    const redactor = createByteRedactor()
    for (let at = 0; at < BYTES.length; at += PIECE) redactor.push(BYTES.subarray(at, at + PIECE))
    redactor.end()
  })

  bench('text', () => {
    const redactor = createRedactor()
    for (let at = 0; at < TEXT.length; at += PIECE) redactor.push(TEXT.slice(at, at + PIECE))
    redactor.end()
  })
})
