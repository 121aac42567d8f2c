import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, bench, describe } from 'vitest'
import { parseDocument } from 'yaml'
import { DocumentCache } from '../../bridge/local/document-cache.ts'
import { readySet } from '../../shared/dag/frontier.ts'
import { unwrap } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { editSequence } from '../../shared/yaml/edit-sequence.ts'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'
import { indexOf, restoreDocument } from '../../shared/yaml/sequence-document.ts'

/** A chain of steps as people write them: eight lines a step, a comment here and there. */
function chain(count: number): string {
  const steps = Array.from({ length: count }, (_, index) =>
    [
      ...(index % 10 === 0 ? [`  # part ${index / 10}`] : []),
      `  - id: step-${index}`,
      `    name: Step number ${index}`,
      '    type: base',
      '    model: codex',
      `    prompt_file: .threados/prompts/step-${index}.md`,
      `    depends_on: [${index === 0 ? '' : `step-${index - 1}`}]`,
      '    status: READY # set by the tool',
      `    lane: lane-${index % 7}`,
    ].join('\n'),
  )
  return `version: "1.0"\nname: chain\nsteps:\n${steps.join('\n')}\ngates: []\n`
}

/** The sequence with the status of its middle step changed; all others are the same objects. */
function withStatus(sequence: Sequence): Sequence {
  const middle = sequence.steps.length >> 1
  const steps = sequence.steps.map((step, index) =>
    index === middle ? { ...step, status: 'DONE' as const } : step,
  )
  return { ...sequence, steps }
}

const OPTIONS = { time: 500, iterations: 3, warmupIterations: 1, warmupTime: 0 }

describe.each([1000, 9999])('%d steps', (count) => {
  const text = chain(count)
  const bytes = new TextEncoder().encode(text)
  const document = unwrap(parseSequence(bytes))
  const { sequence } = document
  const index = indexOf(document)
  const changed = withStatus(sequence)
  const last = sequence.steps[count - 1]
  const added = {
    ...sequence,
    steps: [...sequence.steps, { ...sequence.steps[0], id: 'new' } as (typeof sequence.steps)[0]],
  }
  const removed = { ...sequence, steps: sequence.steps.filter((step) => step !== last) }
  const moved = { ...sequence, steps: [...sequence.steps.slice(1), ...sequence.steps.slice(0, 1)] }

  const dataFolder = mkdtempSync(join(tmpdir(), 'threados-bench-'))
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))
  new DocumentCache(dataFolder, '/repo').write(sha256Hex(bytes), document)
  bench(
    'load from the cache of parsed plans, and the ready set',
    () => {
      const cached = new DocumentCache(dataFolder, '/repo').read(bytes, sha256Hex(bytes), 'f')
      if (!cached) throw new Error('the cache is empty')
      readySet(cached.sequence)
    },
    OPTIONS,
  )
  bench('read the file', () => void unwrap(parseSequence(bytes)), OPTIONS)
  bench('read with yaml alone, no checks (naive)', () => void parseDocument(text).toJS(), OPTIONS)
  bench('change one status', () => void unwrap(editSequence(document, changed)), OPTIONS)
  bench(
    'change one status of a document from the cache',
    () => void unwrap(editSequence(restoreDocument(text, sequence, index), changed)),
    OPTIONS,
  )
  bench(
    'change one status with yaml alone, format not kept (naive)',
    () => {
      const parsed = parseDocument(text)
      parsed.setIn(['steps', count >> 1, 'status'], 'DONE')
      parsed.toString()
    },
    OPTIONS,
  )
  bench('add a step', () => void unwrap(editSequence(document, added)), OPTIONS)
  bench('remove a step', () => void unwrap(editSequence(document, removed)), OPTIONS)
  bench('move a step', () => void unwrap(editSequence(document, moved)), OPTIONS)
})
