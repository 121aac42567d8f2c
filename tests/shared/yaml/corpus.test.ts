import { describe, expect, test } from 'vitest'
import { readSequence } from '../../../shared/commit/read-sequence.ts'
import type { FailureCode } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import { PolicyFileSchema } from '../../../shared/schema/policy.ts'
import { editSequence } from '../../../shared/yaml/edit-sequence.ts'
import { parseYamlFile } from '../../../shared/yaml/parse-file.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { corpusRows } from '../../support/corpus.ts'

interface Row {
  readonly id: string
  readonly file: string
  readonly expect: string
  readonly reason: string
  readonly max_ms?: number
  readonly content?: string
  readonly content_b64?: string
  readonly gen?: { prefix: string; repeat: string; n: number; suffix: string }
}

/** The corpus' classes in our codes. */
const CODES: Readonly<Record<string, FailureCode | 'ok'>> = {
  ok: 'ok',
  E_SIZE: 'FILE_TOO_LARGE',
  E_ENCODING: 'INVALID_ENCODING',
  E_EMPTY: 'EMPTY_FILE',
  E_DEPTH: 'TOO_DEEP',
  E_YAML_MULTIDOC: 'YAML_MULTIPLE_DOCUMENTS',
  E_YAML_TAG: 'YAML_TAG',
  E_YAML_ALIAS: 'YAML_ALIAS',
  E_YAML_SYNTAX: 'YAML_SYNTAX',
  E_YAML_MERGE: 'YAML_MERGE_KEY',
  E_YAML_KEY: 'YAML_KEY',
  E_PROTO: 'RESERVED_KEY',
  E_YAML_DUPKEY: 'DUPLICATE_KEY',
  E_SCHEMA: 'INVALID_SCHEMA',
  E_LIMIT: 'LIMIT_EXCEEDED',
  E_ID: 'INVALID_ID',
  E_DANGLING: 'DANGLING_DEPENDENCY',
  E_CYCLE: 'CYCLE',
  E_PATH: 'INVALID_PATH',
}

/** Rows whose class the contract refines or contradicts, with the reason. */
const DIFFERENT: Readonly<
  Record<string, { readonly code: FailureCode | 'ok'; readonly why: string }>
> = {
  'seq-0094': {
    code: 'UNSUPPORTED_VERSION',
    why: 'a version from the future has a code of its own',
  },
  'seq-0102': { code: 'ok', why: 'any name may be an alias of agents.yaml, which is another file' },
}

/** What a policy allows is decided when policies are put together, not when a file is read. */
const NOT_OURS = new Set(['E_POLICY', 'E_REGEX'])

const rows = corpusRows<Row>('bad-sequences.jsonl')
  .filter((row) => row.file === 'sequence.yaml' || row.file === 'policy.yaml')
  .filter((row) => !NOT_OURS.has(row.expect))

function contentOf({ content, content_b64, gen }: Row): string | Uint8Array {
  if (content !== undefined) return content
  if (content_b64 !== undefined) return new Uint8Array(Buffer.from(content_b64, 'base64'))
  return gen ? gen.prefix + gen.repeat.repeat(gen.n) + gen.suffix : ''
}

function readRow(row: Row, content: string | Uint8Array): Result<unknown> {
  if (row.file === 'sequence.yaml') return readSequence(content)
  return parseYamlFile(content, PolicyFileSchema, { file: row.file, maxBytes: 1024 * 1024 })
}

/** Processor time in milliseconds, so that a busy machine does not fail the test. */
function measured<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, ms: (user + system) / 1000 }
}

describe('the corpus of bad sequences', () => {
  test.each(rows)('$id: $reason ($expect)', (row) => {
    const content = contentOf(row)
    const { result, ms } = measured(() => readRow(row, content))
    const code = DIFFERENT[row.id]?.code ?? CODES[row.expect]
    expect(result.ok ? 'ok' : result.failure.code).toBe(code)
    expect(ms).toBeLessThan(row.max_ms ?? 200)
    if (result.ok) return
    const { at, message } = result.failure
    expect({ file: at?.file, sentence: /^\S.*\.$/s.test(message) }).toEqual({
      file: row.file,
      sentence: true,
    })
  })

  test.each(rows.filter((row) => row.expect === 'ok' && row.file === 'sequence.yaml'))(
    '$id stays as it is when nothing changes',
    (row) => {
      const content = contentOf(row)
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      const read = parseSequence(bytes)
      const edited = read.ok ? editSequence(read.value, structuredClone(read.value.sequence)) : read
      expect(edited.ok && new TextEncoder().encode(edited.value.text)).toEqual(bytes)
    },
  )
})
