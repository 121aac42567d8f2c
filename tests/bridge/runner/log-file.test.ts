import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assembleLog } from '../../../bridge/runner/output/assemble-log.ts'
import { LogFile } from '../../../bridge/runner/output/log-file.ts'
import type { Failure } from '../../../shared/failure.ts'

let folder: string
let troubles: Failure[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threados-log-'))
  troubles = []
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(maxBytes: number): LogFile {
  const log = new LogFile(folder, 'out', maxBytes, (failure) => troubles.push(failure))
  log.open()
  return log
}

function bytesOnDisk(): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

function text(): string {
  return readFileSync(join(folder, 'out'), 'utf8')
}

const CHUNKS = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 12 })

test('below its cap a log is the bytes that were written, in one file', async () => {
  await fc.assert(
    fc.asyncProperty(CHUNKS, async (chunks) => {
      const all = Buffer.concat(chunks)
      const log = open(Math.max(1024, all.length))
      for (const chunk of chunks) log.write(chunk)
      const omitted = await log.finish()
      expect([omitted, readFileSync(join(folder, 'out')), readdirSync(folder)]).toEqual([
        0,
        all,
        ['out'],
      ])
    }),
    { numRuns: 40 },
  )
})

test('never more than the cap is on disk, and what is missing is counted to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(CHUNKS, fc.integer({ min: 1024, max: 2500 }), async (chunks, cap) => {
      const log = open(cap)
      let most = 0
      for (const chunk of chunks) {
        log.write(chunk)
        most = Math.max(most, bytesOnDisk())
      }
      const omitted = await log.finish()
      const all = Buffer.concat(chunks)
      const kept = readFileSync(join(folder, 'out'))
      const marker = Buffer.from(`\n[... ${omitted} bytes left out ...]\n`)
      const cut = omitted === 0 ? -1 : kept.indexOf(marker)
      const head = omitted === 0 ? kept : kept.subarray(0, cut)
      const tail = omitted === 0 ? Buffer.alloc(0) : kept.subarray(cut + marker.length)
      expect({
        fits: most <= cap && kept.length <= cap,
        head: all.subarray(0, head.length).equals(head),
        tail: all.subarray(all.length - tail.length).equals(tail),
        sum: head.length + omitted + tail.length,
        troubles,
      }).toEqual({ fits: true, head: true, tail: true, sum: all.length, troubles: [] })
    }),
    { numRuns: 60 },
  )
})

test('the line about what is missing stands between whole characters and before a whole line', async () => {
  const log = open(1024)
  for (let line = 0; line < 400; line += 1) log.write(Buffer.from(`${line} äöü€😀\n`))
  const omitted = await log.finish()
  const [head = '', tail = ''] = text().split(`\n[... ${omitted} bytes left out ...]\n`)
  expect([
    omitted > 0,
    text().includes('\ufffd'),
    head.startsWith('0 äöü€😀\n1 '),
    /^\d+ äöü€😀\n/.test(tail),
    tail.endsWith('399 äöü€😀\n'),
  ]).toEqual([true, false, true, true, true])
})

test('a log whose writer was killed is made whole by another process, and twice gives the same', async () => {
  const log = open(4096)
  for (let line = 0; line < 2000; line += 1) log.write(Buffer.from(`line ${line}\n`))
  const parts = readdirSync(folder).length
  const omitted = assembleLog(folder, 'out', 4096)
  const once = text()
  const again = assembleLog(folder, 'out', 4096)
  expect([
    parts > 1,
    omitted > 0,
    once.startsWith('line 0\n'),
    once.endsWith('line 1999\n'),
    once.includes(`[... ${omitted} bytes left out ...]`),
    again,
    text() === once,
    readdirSync(folder),
  ]).toEqual([true, true, true, true, true, 0, true, ['out']])
})

test('a full disk is told once, and writing goes on without harm', async () => {
  symlinkSync('/dev/full', join(folder, 'out'))
  const log = open(4096)
  log.write(Buffer.from('lost'))
  log.write(Buffer.from('lost as well'))
  await log.finish()
  expect(troubles.map(({ code, details }) => [code, details?.['code']])).toEqual([['IO', 'ENOSPC']])
})
