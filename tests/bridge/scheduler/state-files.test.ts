import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSession } from '../../../bridge/mprocs/session-file.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { corpusRows } from '../../support/corpus.ts'

interface Row {
  readonly id: string
  readonly file: string
  readonly reason: string
  readonly content?: string
  readonly content_b64?: string
}

const rows = corpusRows<Row>('bad-sequences.jsonl')
const STATUS = 'runs/r1/a/status.json'
const MAP = 'state/mprocs-map.json'

function bytesOf(row: Row): Buffer {
  return row.content_b64 === undefined
    ? Buffer.from(row.content ?? '')
    : Buffer.from(row.content_b64, 'base64')
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threados-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the corpus has damaged state files', () => {
  const count = (file: string) => rows.filter((row) => row.file === file).length
  expect([count(STATUS) >= 4, count(MAP) >= 8]).toEqual([true, true])
})

test.each(rows.filter((row) => row.file === STATUS))(
  '$id: a status.json that is damaged is told, never taken for an attempt: $reason',
  (row) => {
    const store = new AttemptStore(folder)
    const place = { runId: '01ARZ3NDEKTSV4RRFFQ69G5FAV', stepId: 'a', attempt: 1 }
    mkdirSync(store.folderOf(place), { recursive: true })
    writeFileSync(join(store.folderOf(place), 'status.json'), bytesOf(row))
    const read = store.read(place)
    expect(read.ok ? read.value : read.failure.code).toBe('INVALID_STATE')
  },
)

// Ours is one record of the session instead of a map; what is damaged names no session, and a new one replaces it.
test.each(rows.filter((row) => row.file === MAP))(
  '$id: a record of the session that is damaged names none: $reason',
  (row) => {
    writeFileSync(join(folder, 'session.json'), bytesOf(row))
    expect(readSession(folder)).toBeUndefined()
  },
)
