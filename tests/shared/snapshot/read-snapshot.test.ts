import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { FailureCode } from '../../../shared/failure.ts'
import { unwrap } from '../../../shared/failure.ts'
import { readSnapshot } from '../../../shared/snapshot/read-snapshot.ts'
import { corpusRows } from '../../support/corpus.ts'

interface Row {
  readonly id: string
  readonly file: string
  readonly expect: string
  readonly reason: string
  readonly content?: string
  readonly gen?: { prefix: string; repeat: string; n: number; suffix: string }
}

/** The corpus' classes in our codes; too many files are a limit here, not a size. */
const CODES: Readonly<Record<string, FailureCode>> = {
  E_SNAPSHOT: 'INVALID_SNAPSHOT',
  E_SIZE: 'LIMIT_EXCEEDED',
}

const rows = corpusRows<Row>('bad-sequences.jsonl').filter((row) => row.file === 'snapshot.json')

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The row's JSON with the right hash of each entry in place of the corpus' mark. */
function jsonOf({ content, gen }: Row): string {
  if (gen) return gen.prefix + gen.repeat.repeat(gen.n) + gen.suffix
  const json = content ?? ''
  return json.replaceAll(
    /"sha256":"\{\{sha256\}\}","content":("(?:[^"\\]|\\.)*")/g,
    (_, text: string) => `"sha256":"${sha256(JSON.parse(text))}","content":${text}`,
  )
}

const SEQUENCE = 'name: demo\nsteps:\n  - {id: a, name: A, type: base, model: codex}\ngates: []\n'

function snapshotOf(files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([path, content]) => ({
    path,
    sha256: sha256(content),
    content,
  }))
  return JSON.stringify({ threados_snapshot: 1, files: entries })
}

const GOOD = {
  '.threados/sequence.yaml': SEQUENCE,
  '.threados/prompts/a.md': 'Say "hello": {"a": 1, "a": 2}\n',
}

describe('every snapshot of the corpus is refused', () => {
  test('there are rows', () => {
    expect(rows.length).toBeGreaterThanOrEqual(30)
  })

  test.each(rows)('$id: $reason ($expect)', (row) => {
    const before = process.cpuUsage()
    const read = readSnapshot(jsonOf(row))
    const { user, system } = process.cpuUsage(before)
    expect(read.ok ? 'ok' : read.failure.code).toBe(CODES[row.expect])
    expect((user + system) / 1000).toBeLessThan(200)
  })
})

test('a sound snapshot gives its sequence and its prompts', () => {
  const read = unwrap(readSnapshot(snapshotOf(GOOD)))
  expect([read.document.sequence.steps.map((step) => step.id), [...read.prompts]]).toEqual([
    ['a'],
    [['.threados/prompts/a.md', GOOD['.threados/prompts/a.md']]],
  ])
})

test.each([
  ['spaces before the colon', (json: string) => json.replace('"files":', '"files"   \n:')],
  ['an escaped quote at the end of a text', (json: string) => json],
])('%s does not hide a key that stands twice', (_, spell) => {
  const twice = spell(snapshotOf({ ...GOOD, '.threados/prompts/b.md': 'ends in \\"' })).replace(
    /\}$/,
    ',"f\\u0069les":[]}',
  )
  const read = readSnapshot(twice)
  expect(read.ok ? 'ok' : read.failure.message).toContain('stands twice')
})

test.each([
  ['another case', '.threados/prompts/A.md'],
  ['an invisible character', '.threados/prompts/a\u200b.md'],
  ['a decomposed letter', '.threados/prompts/a\u0308.md'],
])('a prompt whose name differs only by %s is refused', (_, path) => {
  const read = readSnapshot(snapshotOf({ ...GOOD, [path]: 'x' }))
  expect(read.ok ? 'ok' : read.failure.code).toBe('INVALID_SNAPSHOT')
})

test('one changed byte of any content is found', () => {
  const json = snapshotOf(GOOD).replace('hello', 'hullo')
  const read = readSnapshot(json)
  expect(read.ok ? 'ok' : read.failure.message).toContain('SHA-256')
})
