import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'
import { printSequence } from '../../shared/yaml/print-sequence.ts'
import { Formatter } from './yaml-format.ts'
import { sequenceArbitrary } from './yaml-sequences.ts'

const RUNS = { numRuns: 2000 }

test('a sequence reads the same however it is written', () => {
  fc.assert(
    fc.property(sequenceArbitrary, fc.nat(), (sequence, seed) => {
      const text = new Formatter(seed).write(sequence)
      const bytes = new TextEncoder().encode(text)
      const read = parseSequence(bytes)
      if (!read.ok) throw new Error(`${JSON.stringify(read.failure)}\n${text}`)
      expect({ text: read.value.text, sequence: read.value.sequence }).toEqual({ text, sequence })
    }),
    RUNS,
  )
}, 120_000)

test('a printed sequence reads back as the same sequence', () => {
  fc.assert(
    fc.property(sequenceArbitrary, (sequence) => {
      const read = parseSequence(printSequence(sequence))
      expect(read.ok && read.value.sequence).toEqual(sequence)
    }),
    RUNS,
  )
}, 120_000)
