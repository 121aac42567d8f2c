import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { SlotPool } from '../../../bridge/mprocs/host/slot-pool.ts'
import { slotName } from '../../../bridge/runner/slot.ts'
import { Workshop } from '../../support/attempts.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const workshop = new Workshop()
afterAll(() => workshop.clear())

const SLOTS = 4

test('while runners are asked to stand by, a slot that an attempt has taken meanwhile is left alone', async () => {
  const folder = temporaryFolder()
  const slotFolder = (slot: number) => join(folder, slotName(slot))
  const first = Promise.withResolvers<void>()
  const ordered: number[] = []
  const pool = new SlotPool({
    slots: SLOTS,
    session: 'threados-1',
    slotFolder,
    order: async (slot) => {
      ordered.push(slot)
      if (ordered.length === 1) await first.promise
    },
    list: () =>
      Array.from({ length: SLOTS }, (_, n) => ({ row: n + 1, isSelected: false, isUp: false })),
    onChange: () => undefined,
  })
  const standingBy = pool.standBy()
  const owner = {}
  const starts = Array.from({ length: SLOTS }, (_, n) =>
    pool.start(workshop.script('exit 0', { name: `taken-${n}` }).folder, owner),
  )
  expect(pool.busy).toBe(SLOTS)
  const before = [...ordered]
  first.resolve()
  await standingBy
  await nextTurn()
  const asked = [2, 3, 4].filter((slot) => existsSync(join(slotFolder(slot), 'standby')))
  expect([asked, ordered]).toEqual([[], before])
  pool.close({ code: 'RUNTIME_UNAVAILABLE', message: 'The test is over.' })
  await Promise.all(starts)
})
