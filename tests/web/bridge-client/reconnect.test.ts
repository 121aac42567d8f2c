import { expect, test } from 'vitest'
import { pauseBefore } from '../../../apps/web/src/bridge-client/reconnect.ts'

test('pauses double and stay under five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map((tries) => pauseBefore(tries, 0))).toEqual([
    250, 500, 1000, 2000, 4000, 5000, 5000,
  ])
})

test('chance takes off up to a quarter, so that windows do not try all at once', () => {
  expect([0, 0.5, 1].map((chance) => pauseBefore(2, chance))).toEqual([1000, 875, 750])
})
