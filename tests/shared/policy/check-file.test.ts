import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkPolicyFile, checkSequencePolicy } from '../../../shared/policy/check-file.ts'
import { checkImportedSequence } from '../../../shared/policy/check-import.ts'
import type { Result } from '../../../shared/result.ts'
import { PolicyFileSchema, SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import { type Sequence, SequenceSchema } from '../../../shared/schema/sequence.ts'
import { corpusRows } from '../../support/corpus.ts'

interface BadRow {
  readonly id: string
  readonly file: string
  readonly expect: string
  readonly reason: string
  readonly content: string
  readonly context?: string
}

/** The corpus' classes of errors and ThreadOS' codes for them. */
const CODES: Readonly<Record<string, string>> = {
  E_POLICY: 'INVALID_POLICY',
  E_REGEX: 'INVALID_PATTERN',
  ok: 'ok',
}

const ROWS = corpusRows<BadRow>('bad-sequences.jsonl').filter((row) => CODES[row.expect])
const POLICIES = ROWS.filter((row) => row.file === 'policy.yaml')
const SEQUENCES = ROWS.filter((row) => row.file === 'sequence.yaml' && row.expect === 'E_POLICY')

function outcome(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.failure.code
}

function checkSequence(row: BadRow): Result<unknown> {
  const sequence: Sequence = SequenceSchema.parse(parse(row.content))
  return row.context === 'import'
    ? checkImportedSequence(sequence)
    : checkSequencePolicy(sequence.policy ?? {})
}

describe('the corpus of bad files', () => {
  test('has rows of both kinds', () => {
    expect([POLICIES.length, SEQUENCES.length]).toEqual([13, 6])
  })

  test.each(POLICIES)('$id: $reason', (row) => {
    const parsed = PolicyFileSchema.parse(parse(row.content))
    expect(outcome(checkPolicyFile(parsed))).toBe(CODES[row.expect])
  })

  test.each(SEQUENCES)('$id: $reason', (row) => {
    expect(outcome(checkSequence(row))).toBe(CODES[row.expect])
  })
})

describe('the place of a fault is told', () => {
  const places = [
    checkPolicyFile({ allowed_commands: ['git', '*'] }),
    checkPolicyFile({ allowed_cwd: ['./a', './b/../c'] }),
    checkPolicyFile({ forbidden_patterns: ['a', '('] }),
    checkPolicyFile({ redact: ['(a)\\1'] }),
    checkPolicyFile({ confirmation_required: ['step.rm'] }),
    checkSequencePolicy({ max_fanout: 11 }),
    checkSequencePolicy({ forbidden_patterns: ['ok', '('] }),
  ].map((result) => (result.ok ? undefined : result.failure.at?.path))

  test('as a path into the file', () => {
    expect(places).toEqual([
      ['allowed_commands', 1],
      ['allowed_cwd', 1],
      ['forbidden_patterns', 1],
      ['redact', 0],
      ['confirmation_required'],
      ['policy', 'max_fanout'],
      ['policy', 'forbidden_patterns', 1],
    ])
  })
})

describe('names of commands', () => {
  test.each([
    ['git', true],
    ['node -e', true],
    ['./tools/lint', true],
    ['/usr/bin/python3', true],
    ['C:\\tools\\lint.exe', true],
    ['g++', true],
    ['git *', false],
    ['node -e 1', false],
    ['git ', false],
    ['../tool', false],
    ['./a/../b', false],
    ['-x', false],
    ['.*', false],
    ['gіt', false],
    ['a|b', false],
    ['./bin/', false],
  ])('%j: %s', (name, isFine) => {
    expect(checkPolicyFile({ allowed_commands: [name] }).ok).toBe(isFine)
  })
})

test("a user's own policy may drop confirmations, a repository's may not", () => {
  const file = { confirmation_required: [] }
  expect([checkPolicyFile(file, 'user').ok, checkPolicyFile(file, 'repo').ok]).toEqual([
    true,
    false,
  ])
})

test('a pattern whose repeats multiply to a huge machine is refused before it runs', () => {
  const patterns = ['(x{1000}){1000}', '((a{30}){30}){30}', '(a{1,30}b{1,30}){30}', 'x{1001}']
  const results = patterns.map((pattern) =>
    outcome(checkPolicyFile({ forbidden_patterns: [pattern] })),
  )
  expect(results).toEqual(patterns.map(() => 'INVALID_PATTERN'))
})

test('a sequence may narrow what holds, measured by the policy in force', () => {
  const base = { ...SAFE_DEFAULTS, max_fanout: 200 }
  expect([
    checkSequencePolicy({ max_fanout: 100 }).ok,
    checkSequencePolicy({ max_fanout: 100 }, base).ok,
    checkSequencePolicy({ mode: 'SAFE', sandbox: 'require', allowed_commands: ['git'] }).ok,
    checkSequencePolicy({ sandbox: 'off' }).ok,
    checkSequencePolicy({ allow_send_key: true }).ok,
  ]).toEqual([false, true, true, false, false])
})
