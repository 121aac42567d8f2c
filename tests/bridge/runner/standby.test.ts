import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askForStandby, putTicket, slotName } from '../../../bridge/runner/slot.ts'
import { nextTicket } from '../../../bridge/runner/standby.ts'
import { StopRequests } from '../../../bridge/runner/stop-requests.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const TICKET = { attemptFolder: '/repo/.threados/runs/x/y', session: 'threados-1', slot: 3 }
const NONE = { ok: true, value: undefined }

function makeSlot(): string {
  const slot = join(temporaryFolder(), slotName(3))
  mkdirSync(slot)
  return slot
}

test('a runner that stands by gets the ticket that comes later; the next one waits only when it is asked', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  const waiting = nextTicket(slot, new StopRequests())
  expect(await nextTicket(slot, new StopRequests())).toEqual(NONE)
  putTicket(slot, TICKET)
  expect(await waiting).toEqual({ ok: true, value: TICKET })
})

test('a ticket that is there already is taken at once, standing by or not', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  putTicket(slot, TICKET)
  expect(await nextTicket(slot, new StopRequests())).toEqual({ ok: true, value: TICKET })
})

test('a wish to stop ends the standing by', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  const stop = new StopRequests()
  const waiting = nextTicket(slot, stop)
  stop.request('session_lost')
  expect(await waiting).toEqual(NONE)
})
