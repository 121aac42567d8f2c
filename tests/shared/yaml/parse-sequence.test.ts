import { describe, expect, test } from 'vitest'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { failureOf, HEAD, STEP, told } from '../../support/sequence-text.ts'

describe('what is read', () => {
  test('the text is kept exactly, and what may be missing is filled in', () => {
    const text = '\uFEFF# note\r\nname: demo # here\r\nx-own: {a: 1}'
    const read = parseSequence(new TextEncoder().encode(text))
    expect(read).toMatchObject({
      ok: true,
      value: { text, sequence: { version: '1.0', name: 'demo', steps: [], gates: [] } },
    })
  })

  test('keys that begin with x- are set aside where the schema fixes the keys, and are data elsewhere', () => {
    const text = `${HEAD}${STEP}    x-note: 1\n    retry: {max: 1, x-why: 2}\n    outputs: {x-form: {x-a: 1}}\n`
    const read = parseSequence(text)
    expect(read.ok && read.value.sequence.steps[0]).toEqual({
      id: 'a',
      name: 'A',
      type: 'base',
      model: 'codex',
      retry: { max: 1 },
      outputs: { 'x-form': { 'x-a': 1 } },
    })
  })

  test('an approval may name a step whose id begins with x-', () => {
    const revision = '0'.repeat(64)
    const text = `name: demo\ngates: [{id: g, name: G, evidence: {revision: "${revision}", attempts: {x-ray: r1}}}]\n`
    const read = parseSequence(text)
    expect(read.ok && read.value.sequence.gates[0]?.evidence).toEqual({
      revision,
      attempts: { 'x-ray': 'r1' },
    })
  })

  test('sixty-four levels are read and one more is not', () => {
    const nested = (depth: number) =>
      `name: demo\nx-deep: ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}\n`
    expect([parseSequence(nested(64)).ok, failureOf(nested(65)).code]).toEqual([true, 'TOO_DEEP'])
  })

  test('a file of just the allowed size is read and one byte more is not', () => {
    const text = (bytes: number) =>
      `name: demo\n#${'é🚀'.repeat((bytes - 12) / 6)}${'x'.repeat((bytes - 12) % 6)}`
    const limit = 8 * 1024 * 1024
    expect([parseSequence(text(limit)).ok, failureOf(text(limit + 1)).code]).toEqual([
      true,
      'FILE_TOO_LARGE',
    ])
  })

  test('a minor version is read, another major version is told apart', () => {
    expect([
      parseSequence('version: "1.3"\nname: demo\n').ok,
      told('version: "2.0"\nname: demo\nsteps: [{later: true}]\n'),
      told('version: one\nname: demo\n'),
    ]).toEqual([
      true,
      [
        'UNSUPPORTED_VERSION',
        '1:10 (version)',
        'The file has version 2.0: it was written by a newer ThreadOS.',
        'Update ThreadOS.',
      ],
      [
        'INVALID_SCHEMA',
        '1:10 (version)',
        'version must be two numbers as in "1.0"; it is "one".',
        'Write version: "1.0".',
      ],
    ])
  })

  test('the first broken byte is found behind a replacement character that the file really has', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('name: \uFFFD\nx: '), 0xc3, 0x28])
    expect(failureOf(bytes)).toMatchObject({ code: 'INVALID_ENCODING', at: { line: 2, column: 4 } })
  })

  test('half of a surrogate pair is refused, since no file could hold it', () => {
    expect(failureOf('name: "\ud800"\n').code).toBe('INVALID_ENCODING')
  })
})
