import { expect, test } from 'vitest'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'

const SIZE = 1024 * 1024
const MAX_SIZE = 8 * SIZE

/** Fills the value of a key with one part again and again. */
function body(part: string): string {
  return `name: demo\nx-a:\n${part.repeat(SIZE / part.length)}`
}

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('')
}

/** The failure's code and the processor time in seconds, which a busy machine does not change. */
function refused(text: string): { code: string; seconds: number } {
  const before = process.cpuUsage()
  const read = parseSequence(text)
  const { user, system } = process.cpuUsage(before)
  return { code: read.ok ? 'ok' : read.failure.code, seconds: (user + system) / 1e6 }
}

test.each([
  ['comments', `${body('#\n')}x: 1\n`, 'INVALID_SCHEMA'],
  ['keys', `name: demo\n${numbered(80_000, (index) => `k${index}: 1\n`)}`, 'INVALID_SCHEMA'],
  ['one key again and again', body('  k: 1\n'), 'DUPLICATE_KEY'],
  ['list entries', `steps:\n${'- a\n'.repeat(SIZE / 4)}`, 'INVALID_SCHEMA'],
  ['brackets', `x: [${'[],'.repeat(SIZE / 3)}]`, 'INVALID_SCHEMA'],
  ['wrong escapes', `x: "${'\\q'.repeat(SIZE)}"`, 'YAML_SYNTAX'],
  ['documents', body('---\n'), 'YAML_MULTIPLE_DOCUMENTS'],
  ['anchors', body('- &a x\n'), 'YAML_ALIAS'],
  ['empty steps', `steps:\n${'- {}\n'.repeat(SIZE / 5)}`, 'INVALID_SCHEMA'],
  [
    'steps of unknown keys',
    `steps:\n${numbered(40_000, (index) => `- {q${index}: 1}\n`)}`,
    'INVALID_SCHEMA',
  ],
  ['open brackets', '['.repeat(SIZE), 'TOO_DEEP'],
  ['closed brackets', ']'.repeat(SIZE), 'YAML_SYNTAX'],
  ['a text of many lines', `name: "${'\n x'.repeat(SIZE)}"`, 'INVALID_SCHEMA'],
  [
    'the largest file of nothing but line ends',
    `${'\n'.repeat(MAX_SIZE - 20)}name: demo\n`,
    'LIMIT_EXCEEDED',
  ],
])(
  'a file of %s is refused within seconds',
  (_, text, code) => {
    const { seconds, ...answer } = refused(text)
    expect(answer).toEqual({ code })
    expect(seconds).toBeLessThan(8)
  },
  120_000,
)
