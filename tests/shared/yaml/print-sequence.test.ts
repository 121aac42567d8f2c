import { expect, test } from 'vitest'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { printSequence } from '../../../shared/yaml/print-sequence.ts'

test('a fresh file is in the order of the schema, with short lists and commands in brackets', () => {
  const sequence: Sequence = {
    version: '1.0',
    name: 'Release: spring',
    gates: [{ id: 'check', name: 'Check', depends_on: ['build'], note: 'Look at\nthe notes\n' }],
    metadata: { created_at: '2026-02-07T00:00:00Z', description: 'yes' },
    steps: [
      {
        type: 'base',
        id: 'build',
        model: 'shell',
        name: 'Build',
        timeout_ms: 60_000,
        retry: { max: 2, backoff_ms: 500 },
        command: ['npm', 'run', 'build', '--', '--out=dist', 'a b', '', '*', 'no', '1.5', 'x\ny'],
        depends_on: [],
        outputs: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
      },
      {
        id: 'ship',
        name: 'Ship it 🚀',
        type: 'f',
        model: 'codex',
        depends_on: Array.from({ length: 14 }, (_, index) => `worker-${index}`),
      },
    ],
  }
  expect(printSequence(sequence)).toBe(`version: "1.0"
name: "Release: spring"
metadata:
  created_at: "2026-02-07T00:00:00Z"
  description: "yes"

steps:
  - id: build
    name: Build
    type: base
    model: shell
    command: [npm, run, build, --, --out=dist, a b, "", "*", "no", "1.5", "x\\ny"]
    depends_on: []
    timeout_ms: 60000
    retry: {max: 2, backoff_ms: 500}
    outputs:
      type: object
      properties:
        ok: {type: boolean}
      required: [ok]

  - id: ship
    name: Ship it 🚀
    type: f
    model: codex
    depends_on:
${Array.from({ length: 14 }, (_, index) => `      - worker-${index}\n`).join('')}
gates:
  - id: check
    name: Check
    depends_on: [build]
    note: |
      Look at
      the notes
`)
})

test('an empty sequence says that its lists are empty', () => {
  expect(printSequence({ version: '1.0', name: 'demo', steps: [], gates: [] })).toBe(
    'version: "1.0"\nname: demo\n\nsteps: []\n\ngates: []\n',
  )
})
