import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editSequence } from '../../shared/yaml/edit-sequence.ts'
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

/** Pieces that break a file, or change what it means, when they get into the wrong place. */
const damage = fc.oneof(
  fc.constantFrom(
    '\n',
    '  ',
    '\t',
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '|\n',
    '? ',
    '---\n',
    '...\n',
    '&a ',
    '*a',
    '!t ',
    '%',
    '<<: ',
    '\\',
    '\r',
    '\uFEFF',
    '\u0000',
    '__proto__: 1\n',
    'x-',
  ),
  fc.string({ maxLength: 3 }),
)

test('a damaged file is refused with a place, or read as something that can be edited', () => {
  const cuts = fc.array(fc.tuple(fc.nat(), fc.nat(6), damage), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(sequenceArbitrary, fc.nat(), cuts, (sequence, seed, changes) => {
      let text = new Formatter(seed).write(sequence)
      for (const [at, length, put] of changes) {
        const start = at % (text.length + 1)
        text = text.slice(0, start) + put + text.slice(start + length)
      }
      const read = parseSequence(text)
      if (!read.ok) {
        const { at, message } = read.failure
        expect({ file: at?.file, told: message.length > 0, text }).toEqual({
          file: 'sequence.yaml',
          told: true,
          text,
        })
        return
      }
      const next = {
        ...read.value.sequence,
        name: 'edited',
        steps: read.value.sequence.steps.slice(1),
      }
      const edited = editSequence(read.value, next)
      const again = edited.ok ? parseSequence(edited.value.text) : edited
      expect({ value: again.ok && again.value.sequence, text }).toEqual({ value: next, text })
    }),
    { numRuns: 4000 },
  )
}, 120_000)
