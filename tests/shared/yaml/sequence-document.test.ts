import { describe, expect, test } from 'vitest'
import { unwrap } from '../../../shared/failure.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { editSequence } from '../../../shared/yaml/edit-sequence.ts'
import { locate } from '../../../shared/yaml/locate.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import {
  indexOf,
  restoreDocument,
  SequenceIndexSchema,
} from '../../../shared/yaml/sequence-document.ts'

const TEXT = `name: demo
steps:
  # first
  - id: a
    name: A
    type: base
    model: codex
    depends_on:
      - b # because
  - {id: b, name: B, type: base, model: codex, retry: {max: 3}}
metadata:
  created_by: me
gates:
- id: g
  name: G
`

function document() {
  return unwrap(parseSequence(TEXT))
}

function finished(sequence: Sequence): Sequence {
  return {
    ...sequence,
    steps: sequence.steps.map((step) => (step.id === 'a' ? { ...step, status: 'DONE' } : step)),
  }
}

describe('locate', () => {
  test.each([
    [['name'], { line: 1, column: 7 }],
    [['steps'], { line: 2, column: 1 }],
    [['steps', 0], { line: 4, column: 5 }],
    [['steps', 0, 'name'], { line: 5, column: 11 }],
    [['steps', 0, 'depends_on'], { line: 8, column: 5 }],
    [['steps', 0, 'depends_on', 0], { line: 9, column: 9 }],
    [['steps', 1], { line: 10, column: 5 }],
    [['steps', 1, 'retry', 'max'], { line: 10, column: 61 }],
    [['metadata', 'created_by'], { line: 12, column: 15 }],
    [['gates', 0, 'name'], { line: 15, column: 9 }],
  ])('%j is found', (path, place) => {
    expect(locate(document(), path)).toEqual(place)
  })

  test('what is missing is told at the nearest thing that exists', () => {
    expect([
      locate(document(), ['steps', 0, 'status']),
      locate(document(), ['steps', 9, 'id']),
      locate(document(), ['policy', 'mode']),
    ]).toEqual([
      { line: 4, column: 5 },
      { line: 2, column: 1 },
      { line: 1, column: 1 },
    ])
  })

  test('places in unusual forms and with a byte order mark are found too', () => {
    const read = unwrap(
      parseSequence(
        '\uFEFF? name\n: demo\n? steps\n: - {id: a, name: A, type: base, model: codex}\n',
      ),
    )
    expect([locate(read, ['steps', 0, 'type']), locate(read, ['name'])]).toEqual([
      { line: 4, column: 28 },
      { line: 2, column: 3 },
    ])
  })
})

describe('a document from a cache', () => {
  test('edits as the one that was read does, and its index is plain JSON', () => {
    const read = document()
    const index = SequenceIndexSchema.parse(JSON.parse(JSON.stringify(indexOf(read))))
    const restored = restoreDocument(TEXT, JSON.parse(JSON.stringify(read.sequence)), index)
    const next = finished(read.sequence)
    expect(editSequence(restored, next)).toEqual(editSequence(read, next))
  })

  test('an index that does not fit the text never leads to a wrong value', () => {
    const read = document()
    const next = finished(read.sequence)
    const right = unwrap(editSequence(read, next))
    const { steps, gates } = indexOf(read)
    const wrong = [
      { steps: { ...steps, start: steps.start + 3 }, gates },
      { steps: { ...steps, bodies: steps.bodies.toReversed() }, gates },
      { steps: { ...steps, bodies: steps.bodies.slice(1) }, gates },
      { steps: gates, gates: steps },
      { steps: { ...steps, style: 'flow' as const }, gates },
    ]
    const edited = wrong.map((index) =>
      editSequence(restoreDocument(TEXT, read.sequence, index), next),
    )
    expect(edited.map((result) => unwrap(result).text)).toEqual(wrong.map(() => right.text))
  })

  test('a sequence that is not the one of the text is not believed', () => {
    const read = document()
    const stale: Sequence = { ...read.sequence, name: 'other' }
    const edited = unwrap(
      editSequence(restoreDocument(TEXT, stale, indexOf(read)), { ...stale, name: 'new' }),
    )
    expect(edited.text).toBe(TEXT.replace('name: demo', 'name: new'))
  })
})

describe('what can not be written', () => {
  test.each([
    [
      'a step that breaks the schema',
      { steps: [{ id: 'A', name: 'A', type: 'base', model: 'codex' }] },
      'INVALID_ID',
      ['steps', 0, 'id'],
    ],
    [
      'an id that is used twice',
      { gates: [{ id: 'a', name: 'A' }] },
      'INVALID_ID',
      ['gates', 0, 'id'],
    ],
    ['a name that is blank', { name: ' ' }, 'INVALID_SCHEMA', ['name']],
    [
      'too many gates',
      { gates: Array.from({ length: 10_001 }, (_, index) => ({ id: `g${index}`, name: 'G' })) },
      'LIMIT_EXCEEDED',
      ['gates'],
    ],
  ])('%s is refused with its place', (_, change, code, path) => {
    const read = document()
    const edited = editSequence(read, { ...read.sequence, ...change } as Sequence)
    expect(edited.ok || { code: edited.failure.code, path: edited.failure.at?.path }).toEqual({
      code,
      path,
    })
  })

  test('a file that would become too large is refused', () => {
    const read = document()
    const outputs = { text: 'é'.repeat(5 * 1024 * 1024) }
    const steps = read.sequence.steps.map((step) => ({ ...step, outputs }))
    const edited = editSequence(read, { ...read.sequence, steps })
    expect(edited.ok || edited.failure.code).toBe('FILE_TOO_LARGE')
  })

  test('a text that can not be read is never written over', () => {
    const read = document()
    const broken = restoreDocument(`${TEXT}name: again\n`, read.sequence, indexOf(read))
    const next = { ...read.sequence, name: 'new' }
    const edited = editSequence(broken, next)
    expect(edited.ok || edited.failure.code).toBe('DUPLICATE_KEY')
  })
})
