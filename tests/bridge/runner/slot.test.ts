import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  claimTicket,
  hasTicket,
  putTicket,
  readRefusal,
  slotName,
  withdrawTicket,
  writeRefusal,
} from '../../../bridge/runner/slot.ts'

let folder: string
let slot: string
const TICKET = { attemptFolder: '/repo/.threados/runs/x/y', session: 'threados-1', slot: 3 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threados-slot-'))
  slot = join(folder, slotName(3))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a ticket is claimed once; who comes later, or without a ticket, gets none', () => {
  const before = claimTicket(folder)
  putTicket(slot, TICKET)
  expect([before, hasTicket(slot), claimTicket(slot), claimTicket(slot), hasTicket(slot)]).toEqual([
    { ok: true, value: undefined },
    true,
    { ok: true, value: TICKET },
    { ok: true, value: undefined },
    false,
  ])
})

test('a ticket that was withdrawn can not be claimed, and one that was claimed not withdrawn', () => {
  putTicket(slot, TICKET)
  const withdrawn = withdrawTicket(slot)
  const none = claimTicket(slot)
  putTicket(slot, TICKET)
  const claimed = claimTicket(slot)
  expect([withdrawn, none, claimed.ok, withdrawTicket(slot)]).toEqual([
    true,
    { ok: true, value: undefined },
    true,
    false,
  ])
})

test('a ticket of another slot and a damaged one are refused', () => {
  putTicket(slot, { ...TICKET, slot: 4 })
  const other = claimTicket(slot)
  writeFileSync(join(slot, 'ticket.json'), '{"attemptFolder":')
  const damaged = claimTicket(slot)
  expect([other, damaged].map((result) => result.ok || result.failure.code)).toEqual([
    'INVALID_STATE',
    'INVALID_STATE',
  ])
})

test('a refusal is told until the next ticket', () => {
  putTicket(slot, TICKET)
  const before = readRefusal(slot)
  writeRefusal(slot, { code: 'IO', message: 'The disk is full: x' })
  const told = readRefusal(slot)
  putTicket(slot, TICKET)
  expect([before, told, readRefusal(slot)]).toEqual([undefined, 'The disk is full: x', undefined])
})
