import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { editSequence } from '../../shared/yaml/edit-sequence.ts'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'
import type { ListName, SequenceDocument } from '../../shared/yaml/sequence-document.ts'
import { applyEdit, type Edit, editArbitrary, fieldEditArbitrary } from './yaml-edits.ts'
import { Formatter } from './yaml-format.ts'
import { sequenceArbitrary } from './yaml-sequences.ts'

const RUNS = { numRuns: 2000 }
const LISTS: readonly ListName[] = ['steps', 'gates']

function read(text: string): SequenceDocument {
  const result = parseSequence(text)
  if (!result.ok) throw new Error(`${JSON.stringify(result.failure)}\n${text}`)
  return result.value
}

function edit(document: SequenceDocument, next: Sequence): SequenceDocument {
  const result = editSequence(document, next)
  if (!result.ok) throw new Error(`${JSON.stringify(result.failure)}\n${document.text}`)
  return result.value
}

/** Text of each node by its id. */
function bodies({ text, index, sequence }: SequenceDocument): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of LISTS) {
    const { start, bodies: lengths, gaps } = index[name]
    let offset = start
    for (const [position, length] of lengths.entries()) {
      found.set(sequence[name][position]?.id ?? '', text.slice(offset, offset + length))
      offset += length + (gaps[position] ?? 0)
    }
  }
  return found
}

interface Raw {
  readonly [key: string]: unknown
  readonly steps?: readonly Record<string, unknown>[]
  readonly gates?: readonly Record<string, unknown>[]
}

/** All keys of people's own: those of the file, and those of each node that is in both sequences. */
function ownKeys(text: string, ids: ReadonlySet<unknown>): unknown {
  const raw = parse(text) as Raw
  const own = (value: object) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key.startsWith('x-')))
  const nodes = [...(raw.steps ?? []), ...(raw.gates ?? [])].filter(({ id }) => ids.has(id))
  return { file: own(raw), nodes: Object.fromEntries(nodes.map((node) => [node['id'], own(node)])) }
}

function idsIn(...sequences: readonly Sequence[]): Set<string> {
  const [first, ...others] = sequences.map(
    ({ steps, gates }) => new Set([...steps, ...gates].map(({ id }) => id)),
  )
  return new Set([...(first ?? [])].filter((id) => others.every((ids) => ids.has(id))))
}

/** Sequences with at least one step and one gate. */
const fullDocuments = fc
  .tuple(
    sequenceArbitrary.filter(({ steps, gates }) => steps.length > 0 && gates.length > 0),
    fc.nat(),
  )
  .map(([sequence, seed]) => read(new Formatter(seed).write(sequence)))

const documents = fc
  .tuple(sequenceArbitrary, fc.nat())
  .map(([sequence, seed]) => read(new Formatter(seed).write(sequence)))

test('an edited text has exactly the new sequence, and the index that reading it anew would give', () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(editArbitrary, { minLength: 1, maxLength: 3 }),
      (document, edits) => {
        const next = edits.reduce(applyEdit, document.sequence)
        const edited = edit(document, next)
        const again = read(edited.text)
        expect({ ...again, note: edited.text }).toEqual({
          ...edited,
          sequence: next,
          note: edited.text,
        })
      },
    ),
    RUNS,
  )
}, 180_000)

test('nodes that an edit does not touch keep their text, and people keep the keys of their own', () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(editArbitrary, { minLength: 1, maxLength: 3 }),
      (document, edits) => {
        const next = edits.reduce(applyEdit, document.sequence)
        const edited = edit(document, next)
        const nodesOf = ({ steps, gates }: Sequence) =>
          new Map([...steps, ...gates].map((node) => [node.id, node]))
        const [before, after] = [nodesOf(document.sequence), nodesOf(next)]
        const same = [...before].filter(([id, node]) => after.get(id) === node).map(([id]) => id)
        const texts = (from: SequenceDocument) => {
          const all = bodies(from)
          return Object.fromEntries(same.map((id) => [id, all.get(id)]))
        }
        const ids = idsIn(document.sequence, next)
        expect({
          texts: texts(edited),
          own: ownKeys(edited.text, ids),
          was: document.text,
          is: edited.text,
        }).toEqual({
          texts: texts(document),
          own: ownKeys(document.text, ids),
          was: document.text,
          is: edited.text,
        })
      },
    ),
    RUNS,
  )
}, 180_000)

/** The lines that a change took out and put in, without the equal ones around them. */
function hunk(before: string, after: string): { from: number; removed: string[]; added: string[] } {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return {
    from: start + 1,
    removed: a.slice(start, a.length - end),
    added: b.slice(start, b.length - end),
  }
}

/** First and last line of a field of a node, and whether it stands on the line of the dash. */
function fieldLines(document: SequenceDocument, id: string, field: string) {
  const body = bodies(document).get(id) ?? ''
  const at = document.text.indexOf(body)
  const dash = document.text.slice(0, at).split('\n').length
  const column =
    at - document.text.lastIndexOf('\n', at) - 1 + (/^-\s*/.exec(body)?.[0].length ?? 0)
  const lines = body
    .split('\n')
    .map((line, index) => (index === 0 ? ' '.repeat(column) + line.replace(/^-\s*/, '') : line))
  const isField = (line: string) => line.search(/\S/) === column && !/^\s*[#-]/.test(line)
  const first = lines.findIndex(
    (line) => isField(line) && new RegExp(`^\\s*"?${field}"?:`).test(line),
  )
  const next = lines.findIndex((line, index) => index > first && isField(line))
  return {
    first: dash + first,
    last: dash + (next === -1 ? lines.length : next) - 1,
    isOnDash: first === 0,
  }
}

function isInLines(document: SequenceDocument, list: ListName, id: string): boolean {
  return document.index[list].style === 'block' && !/^-\s*\{/.test(bodies(document).get(id) ?? '')
}

/** Lines that a change of one field took out although they were not the field's, or put in needlessly. */
function strayLines(document: SequenceDocument, change: Edit): string[] | undefined {
  if (!('field' in change)) return undefined
  const list = change.op === 'step' ? 'steps' : 'gates'
  const nodes = document.sequence[list]
  const position = change.at % Math.max(nodes.length, 1)
  const [before, next] = [nodes[position], applyEdit(document.sequence, change)]
  const after = next[list][position]
  if (!before || !after || !isInLines(document, list, before.id)) return undefined
  const { from, removed, added } = hunk(document.text, edit(document, next).text)
  const where = fieldLines(document, before.id, change.field)
  if (!(change.field in before)) return removed
  if (!(change.field in after) && !where.isOnDash) return added
  // Taking out what stands behind a dash pulls the next field up.
  const last = where.isOnDash ? where.last + 1 : where.last
  return removed.filter((_, index) => from + index < where.first || from + index > last)
}

test('a change of one field of a node in lines is one hunk: its own lines, or only new ones', () => {
  let checked = 0
  fc.assert(
    fc.property(fullDocuments, fieldEditArbitrary, (document, change) => {
      const stray = strayLines(document, change)
      if (stray === undefined) return
      checked += 1
      expect({ stray, was: document.text }).toEqual({ stray: [], was: document.text })
    }),
    { numRuns: 4000 },
  )
  expect(checked).toBeGreaterThan(2000)
}, 240_000)

const STATUSES = {
  steps: ['READY', 'RUNNING', 'NEEDS_REVIEW', 'DONE', 'FAILED', 'BLOCKED'],
  gates: ['PENDING', 'APPROVED', 'BLOCKED'],
} as const

test('a status that changes and changes back leaves the very same bytes', () => {
  fc.assert(
    fc.property(fullDocuments, fc.nat(), fc.nat(), (document, at, choice) => {
      const list: ListName = choice % 2 === 0 ? 'steps' : 'gates'
      const status = STATUSES[list][choice % STATUSES[list].length]
      const change = {
        op: list === 'steps' ? 'step' : 'gate',
        at,
        field: 'status',
        value: status,
      } as const
      const there = edit(document, applyEdit(document.sequence, change))
      const back = edit(there, document.sequence)
      expect({ text: back.text, on: there.text }).toEqual({ text: document.text, on: there.text })
    }),
    RUNS,
  )
}, 180_000)

/** The comment lines directly above an entry that begin in the column of its dash. */
function leadOf(document: SequenceDocument, id: string): string {
  const body = bodies(document).get(id) ?? ''
  const at = document.text.indexOf(body)
  const lines = document.text.slice(0, at).split('\n')
  const pad = lines.pop() ?? ''
  const other = lines.findLastIndex((line) => !line.startsWith(`${pad}#`))
  return lines.slice(other + 1).join('\n')
}

function commentsIn(text: string): string[] {
  return text.match(/# c\d+\b/g) ?? []
}

test('comments that belong to no changed node stay, wherever they are', () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(editArbitrary, { minLength: 1, maxLength: 3 }),
      (document, edits) => {
        if (Object.values(document.index).some(({ style }) => style === 'flow')) return
        const next = edits.filter(({ op }) => op !== 'head').reduce(applyEdit, document.sequence)
        const kept = new Set<unknown>([...next.steps, ...next.gates])
        const nodes = [...document.sequence.steps, ...document.sequence.gates]
        const touched = nodes.filter((node) => !kept.has(node)).map(({ id }) => id)
        const texts = bodies(document)
        const mayGo = new Set(
          touched.flatMap((id) => commentsIn(`${leadOf(document, id)}\n${texts.get(id)}`)),
        )
        const edited = edit(document, next)
        const left = new Set(commentsIn(edited.text))
        const lost = commentsIn(document.text).filter((note) => !mayGo.has(note) && !left.has(note))
        expect({ lost, was: document.text, is: edited.text }).toEqual({
          lost: [],
          was: document.text,
          is: edited.text,
        })
      },
    ),
    RUNS,
  )
}, 180_000)
