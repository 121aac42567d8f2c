import { describe, expect, test } from 'vitest'
import { layOut } from '../../../apps/web/src/canvas/layout.ts'
import { layoutInputOf } from '../../../apps/web/src/canvas/layout-input.ts'
import { firstNode, walk } from '../../../apps/web/src/canvas/walk.ts'
import { planOf, stepOf } from '../../support/web-sequences.ts'

const layout = layOut(
  layoutInputOf(
    planOf(
      stepOf('a'),
      stepOf('b', { depends_on: ['a'] }),
      stepOf('c', { depends_on: ['a'] }),
      stepOf('d', { depends_on: ['c'] }),
    ),
  ),
)

describe('walk', () => {
  test.each([
    ['d', 'left', 'c'],
    ['c', 'left', 'a'],
    ['c', 'right', 'd'],
    ['b', 'down', 'c'],
    ['c', 'up', 'b'],
    ['a', 'left', undefined],
    ['b', 'right', undefined],
    ['b', 'up', undefined],
    ['ghost', 'up', undefined],
  ] as const)('from %s %s leads to %s', (from, direction, to) => {
    expect(walk(layout, from, direction)).toBe(to)
  })

  test('a walk begins at the left', () => {
    expect(firstNode(layout)).toBe('a')
  })
})
