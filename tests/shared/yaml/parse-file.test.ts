import { expect, test } from 'vitest'
import { z } from 'zod'
import { PolicyFileSchema } from '../../../shared/schema/policy.ts'
import { parseYamlFile } from '../../../shared/yaml/parse-file.ts'

const OPTIONS = { file: 'policy.yaml', maxBytes: 1000 }

test('a file is read by the schema that is given, keys of people aside', () => {
  const text = 'mode: SAFE\nx-why: habit\nretention: {days: 30, x-by: me}\n'
  expect(parseYamlFile(text, PolicyFileSchema, OPTIONS)).toEqual({
    ok: true,
    value: { mode: 'SAFE', retention: { days: 30 } },
  })
})

test('a failure names the file, the place and the key that was meant', () => {
  expect(parseYamlFile('mode: SAFE\nmax-fanout: 3\n', PolicyFileSchema, OPTIONS)).toEqual({
    ok: false,
    failure: {
      code: 'INVALID_SCHEMA',
      message: 'The file has the unknown key "max-fanout".',
      at: { file: 'policy.yaml', line: 2, column: 1, path: ['max-fanout'] },
      hint: 'Did you mean max_fanout?',
      details: { key: 'max-fanout', meant: 'max_fanout' },
    },
  })
})

test('a file larger than its own limit is refused', () => {
  const read = parseYamlFile(`mode: SAFE\n#${'x'.repeat(1000)}`, PolicyFileSchema, OPTIONS)
  expect(read.ok || read.failure.code).toBe('FILE_TOO_LARGE')
})

test('keys of people are set aside in lists, records and alternatives, but not where keys are data', () => {
  const schema = z.strictObject({
    agents: z.record(z.string(), z.strictObject({ command: z.string() })),
    rules: z.array(z.union([z.string(), z.strictObject({ to: z.string() })])).default([]),
    free: z.unknown(),
  })
  const text = [
    'agents: {x-mine: {command: a, x-note: 1}}',
    'rules: [plain, {to: b, x-note: 2}]',
    'free: {x-kept: true}',
  ].join('\n')
  expect(parseYamlFile(text, schema, OPTIONS)).toEqual({
    ok: true,
    value: {
      agents: { 'x-mine': { command: 'a' } },
      rules: ['plain', { to: 'b' }],
      free: { 'x-kept': true },
    },
  })
})

test('a value that fits none of several alternatives is told at its place', () => {
  const schema = z.strictObject({ rule: z.union([z.string(), z.strictObject({ to: z.string() })]) })
  const read = parseYamlFile('rule: {from: a}\n', schema, OPTIONS)
  expect(read.ok || [read.failure.code, read.failure.at, read.failure.message]).toEqual([
    'INVALID_SCHEMA',
    { file: 'policy.yaml', line: 1, column: 7, path: ['rule'] },
    'rule does not have the required form: a map.',
  ])
})
