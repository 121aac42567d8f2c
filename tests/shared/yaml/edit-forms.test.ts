import { expect, test } from 'vitest'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { edit, step } from './editing.ts'

const finish = (sequence: Sequence) => {
  step(sequence, 'a').status = 'DONE'
  sequence.steps.push({ id: 'b', name: 'B', type: 'base', model: 'codex' })
}

test('byte order mark, CRLF and a missing last line end stay', () => {
  const text = '\uFEFFname: n\r\nsteps:\r\n- id: a\r\n  name: A\r\n  type: base\r\n  model: codex'
  expect(edit(text, finish)).toBe(
    `${text}\r\n  status: DONE\r\n- id: b\r\n  name: B\r\n  type: base\r\n  model: codex`,
  )
})

test('a file in brackets stays one', () => {
  const text = '{name: n, steps: [{id: a, name: A, type: base, model: codex}]}\n'
  expect(edit(text, finish)).toBe(
    '{name: n, steps: [{id: a, name: A, type: base, model: codex, status: DONE}, {id: b, name: B, type: base, model: codex}]}\n',
  )
})

test('JSON stays JSON, compact or pretty', () => {
  const data = {
    version: '1.0',
    name: 'n',
    steps: [{ id: 'a', name: 'A', type: 'base', model: 'codex' }],
    gates: [],
  }
  const next = structuredClone(data) as unknown as Sequence
  finish(next)
  for (const indent of [undefined, 2, '\t']) {
    expect(edit(JSON.stringify(data, null, indent), finish)).toBe(
      JSON.stringify(next, null, indent),
    )
  }
})

test('an entry in an unusual form is printed anew, and nothing else', () => {
  const text = (entry: string) => `# top\nname: demo\nsteps:\n  # lead\n${entry}\n  # tail\n`
  const set = (sequence: Sequence) => {
    step(sequence, 'a').status = 'DONE'
  }
  const inLines = '  - ? id\n    : a\n    name: A\n    x-b: 1\n    type: base\n    model: codex'
  const inBrackets = '  - {? id : a, name: A, x-b: 1, type: base, model: codex}'
  expect([edit(text(inLines), set), edit(text(inBrackets), set)]).toEqual([
    text('  - id: a\n    name: A\n    type: base\n    model: codex\n    status: DONE\n    x-b: 1'),
    text('  - {id: a, name: A, type: base, model: codex, status: DONE, x-b: 1}'),
  ])
  const list = 'name: demo\nsteps: [{? id : a, name: A, type: base, model: codex}]\n'
  expect(edit(list, set)).toBe(
    'name: demo\nsteps: [{id: a, name: A, type: base, model: codex, status: DONE}]\n',
  )
})

test('the field behind the dash can go, and a comment below it stays', () => {
  const text = (first: string) =>
    `name: demo\nsteps:\n  - ${first}id: a\n    name: A\n    type: base\n    model: codex\n`
  const remove = (sequence: Sequence) => {
    delete step(sequence, 'a').lane
  }
  expect([
    edit(text('lane: x # y\n    '), remove),
    edit(text('lane: x\n    # own\n    '), remove),
  ]).toEqual([text(''), text('').replace('- id', '-\n    # own\n    id')])
})

test('a step that ends in a block of lines means the same when something comes behind it', () => {
  const text = 'name: demo\ngates:\n  - id: g\n    name: G\n    note: |\n      look'
  const add = (sequence: Sequence) => {
    sequence.gates.push({ id: 'h', name: 'H' })
  }
  expect(edit(text, add)).toBe(
    'name: demo\ngates:\n  - id: g\n    name: G\n    note: |\n      look\n  - id: h\n    name: H',
  )
})

test('keys of people stay at every level, even when all of it is printed anew', () => {
  const text =
    '? steps\n: - {id: a, name: A, type: base, model: codex, x-b: 2, retry: {max: 1, x-c: 3}}\n? name\n: demo\n? x-a\n: 1\n'
  expect(edit(text, finish)).toBe(
    [
      'version: "1.0"',
      'name: demo',
      'x-a: 1',
      '',
      'steps:',
      '  - id: a',
      '    name: A',
      '    type: base',
      '    model: codex',
      '    status: DONE',
      '    retry: {max: 1, x-c: 3}',
      '    x-b: 2',
      '',
      '  - id: b',
      '    name: B',
      '    type: base',
      '    model: codex',
      '',
      'gates: []',
      '',
    ].join('\n'),
  )
})
