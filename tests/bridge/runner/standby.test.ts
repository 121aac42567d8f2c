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

test('a runner that stands by makes itself warm before its ticket comes', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  // The ticket comes only because of the warming up.
  const waiting = nextTicket(slot, new StopRequests(), () => putTicket(slot, TICKET))
  expect(await waiting).toEqual({ ok: true, value: TICKET })
})

test('a ticket that is there already is taken at once, standing by or not, and nothing else is done first', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  putTicket(slot, TICKET)
  let isWarm = false
  const warmUp = () => {
    isWarm = true
  }
  expect(await nextTicket(slot, new StopRequests(), warmUp)).toEqual({ ok: true, value: TICKET })
  expect(isWarm).toBe(false)
})

test('a wish to stop ends the standing by', async () => {
  const slot = makeSlot()
  askForStandby(slot)
  const stop = new StopRequests()
  const waiting = nextTicket(slot, stop)
  stop.request('session_lost')
  expect(await waiting).toEqual(NONE)
})
