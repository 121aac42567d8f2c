import { expect, test } from 'vitest'
import { readSequence } from '../../../shared/commit/read-sequence.ts'
import { formatPlace } from '../../../shared/failure.ts'

const STEPS = `name: demo
steps:
  - {id: a, name: A, type: base, model: codex, depends_on: [b]}
  - id: b
    name: B
    type: base
    model: codex
`

function told(text: string, file?: string) {
  const read = readSequence(text, file === undefined ? {} : { file })
  return read.ok ? 'ok' : [read.failure.code, formatPlace(read.failure.at)]
}

test('a sound sequence is read', () => {
  expect(told(STEPS)).toBe('ok')
})

test('a fault of the graph is told with file, line and column', () => {
  expect([
    told(`${STEPS}    depends_on: [a]\n`),
    told(`${STEPS}    depends_on:\n      - ghost\n`, 'plan.yaml'),
    told(`${STEPS}    command: [ls]\n`),
    told(`${STEPS}gates: [{id: g, name: G, depends_on: [a, a]}]\n`),
  ]).toEqual([
    ['CYCLE', expect.stringMatching(/^sequence\.yaml:\d+:\d+ \(steps/)],
    ['DANGLING_DEPENDENCY', 'plan.yaml:9:9 (steps[1].depends_on[0])'],
    ['INVALID_SCHEMA', 'sequence.yaml:8:14 (steps[1].command)'],
    ['DANGLING_DEPENDENCY', 'sequence.yaml:8:42 (gates[0].depends_on[1])'],
  ])
})

test('refused paths are told after faults of the graph', () => {
  const wrongPath = `${STEPS}    cwd: ..\n`
  expect([told(wrongPath), told(`${wrongPath}    depends_on: [ghost]\n`)]).toEqual([
    ['INVALID_PATH', 'sequence.yaml:8:10 (steps[1].cwd)'],
    ['DANGLING_DEPENDENCY', 'sequence.yaml:9:18 (steps[1].depends_on[0])'],
  ])
})
