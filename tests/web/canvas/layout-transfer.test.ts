import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut } from '../../../apps/web/src/canvas/layout.ts'
import { layoutInputOf } from '../../../apps/web/src/canvas/layout-input.ts'
import {
  packInput,
  packLayout,
  unpackInput,
  unpackLayout,
} from '../../../apps/web/src/canvas/layout-transfer.ts'
import { anySequence } from '../../support/arbitrary-sequences.ts'

test('a layout that was made elsewhere is the one that would have been made here', () => {
  fc.assert(
    fc.property(anySequence, (sequence) => {
      const input = layoutInputOf(sequence)
      const there = unpackInput(packInput(input))
      expect(unpackLayout(input, packLayout(there, layOut(there)))).toEqual(layOut(input))
    }),
  )
})
