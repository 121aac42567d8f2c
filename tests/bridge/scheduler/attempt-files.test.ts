import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  listAttemptFiles,
  listRuns,
  readAttemptFile,
  readAttemptText,
  readAuditText,
} from '../../../bridge/scheduler/attempt-files.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { unwrap } from '../../../shared/failure.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'
import { attemptOf } from '../../support/web-sequences.ts'

const RUN = '01JCZ8Q3T0DEM0DEM0DEM0DEM0'
const NEWER = '01JCZ8Q3T1DEM0DEM0DEM0DEM0'
const PLACE = { runId: RUN, stepId: 'build', attempt: 1 }

function runJson(runId: string): string {
  return JSON.stringify({
    runId,
    scope: 'step',
    targets: ['build'],
    actor: 'user',
    executor: 'direct',
    revision: 'r',
    startTime: '2026-02-07T09:00:00.000Z',
    confirmed: false,
  })
}

function storeWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder()
  writeFiles(folder, files)
  return { folder, store: new AttemptStore(folder) }
}

test('the texts and files of an attempt are read as they are; what is not there is null', () => {
  const { store } = storeWith({
    [`runs/${RUN}/build/diff.patch`]: '--- a/x\n+++ b/x\n',
    [`runs/${RUN}/build/stdout.log`]: 'hello\n',
  })
  expect(readAttemptText(store, PLACE, 'diff.patch')).toEqual({
    text: '--- a/x\n+++ b/x\n',
    bytes: 16,
    nextOffset: 16,
  })
  expect(readAttemptText(store, PLACE, 'summary.md').text).toBeNull()
  expect(listAttemptFiles(store, PLACE)).toEqual([
    { name: 'diff.patch', bytes: 16 },
    { name: 'stdout.log', bytes: 6 },
  ])
  expect(listAttemptFiles(store, { ...PLACE, attempt: 2 })).toEqual([])
})

test('a file of an attempt is handed out byte for byte, in stretches', () => {
  const bytes = Buffer.alloc(300 * 1024, Buffer.from([0, 1, 254, 255]))
  const { folder, store } = storeWith({ [`runs/${RUN}/build/status.json`]: '{}' })
  writeFileSync(join(folder, `runs/${RUN}/build/shot.png`), bytes)
  const pieces: Buffer[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const piece = unwrap(readAttemptFile(store, PLACE, 'shot.png', offset))
    expect(piece.bytes).toBe(bytes.length)
    pieces.push(Buffer.from(piece.base64, 'base64'))
    offset = piece.nextOffset
  }
  expect(pieces).toHaveLength(2)
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  expect(unwrap(readAttemptFile(store, PLACE, 'shot.png', 999_999)).base64).toBe('')
})

test.each([
  '../../../secret.txt',
  '..',
  '.',
  '.reserve',
  'inner/secret.txt',
  '..\\secret.txt',
  'linked.txt',
  'secret.txt\0.png',
  'inner',
])('no name leads out of the folder of the attempt: %j', (name) => {
  const { folder, store } = storeWith({
    'secret.txt': 'not for you',
    [`runs/${RUN}/build/.reserve`]: 'x',
    [`runs/${RUN}/build/inner/secret.txt`]: 'x',
  })
  symlinkSync(join(folder, 'secret.txt'), join(folder, `runs/${RUN}/build/linked.txt`))
  symlinkSync(folder, join(folder, `runs/${RUN}/elsewhere`))
  expect(readAttemptFile(store, PLACE, name, 0)).toMatchObject({ failure: { code: 'NOT_FOUND' } })
  const linked = { ...PLACE, stepId: 'elsewhere' }
  expect(readAttemptFile(store, linked, 'secret.txt', 0).ok).toBe(false)
})

test('a long text is cut between characters, and its size is told', () => {
  const long = 'ä'.repeat(400_000)
  const { store } = storeWith({ [`runs/${RUN}/build/summary.md`]: `x${long}` })
  const { text, bytes, nextOffset } = readAttemptText(store, PLACE, 'summary.md')
  expect(bytes).toBe(800_001)
  expect(nextOffset).toBeLessThanOrEqual(512 * 1024)
  expect(text).toBe(`x${'ä'.repeat((nextOffset - 1) / 2)}`)
})

test('runs come newest first with their attempts, and no more than asked for', () => {
  const first = attemptOf('build', { runId: RUN, status: 'FAILED' })
  const second = { ...first, attempt: 2, status: 'DONE' as const }
  const { store } = storeWith({
    [`runs/${RUN}/run.json`]: runJson(RUN),
    [`runs/${RUN}/build/status.json`]: JSON.stringify(first),
    [`runs/${RUN}/build~2/status.json`]: JSON.stringify(second),
    [`runs/${NEWER}/run.json`]: runJson(NEWER),
  })
  const all = listRuns(store, 10)
  expect(all.ok && all.value.map(({ run, attempts }) => [run.runId, attempts.length])).toEqual([
    [NEWER, 0],
    [RUN, 2],
  ])
  const newest = listRuns(store, 1)
  expect(newest.ok && newest.value.map(({ run }) => run.runId)).toEqual([NEWER])
})

test('the audit log is read in stretches, file by file from the oldest', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'audit.log')
  writeFileSync(`${path}.1`, 'closed\n')
  writeFileSync(path, 'open\n')
  expect(readAuditText(path, 0, 0)).toEqual({ text: 'closed\n', bytes: 7, nextOffset: 7, files: 2 })
  expect(readAuditText(path, 1, 2)).toMatchObject({ text: 'en\n', nextOffset: 5 })
  expect(readAuditText(path, 2, 0).text).toBeNull()
})
