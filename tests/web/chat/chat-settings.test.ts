import { beforeEach, expect, test, vi } from 'vitest'
import { isBusy } from '../../../apps/web/src/chat/chat.ts'
import {
  chatSettings,
  costOf,
  createChatSettings,
  DEFAULT_BASE_URL,
  DEFAULT_MODEL,
} from '../../../apps/web/src/chat/chat-settings.ts'
import { keptStorage } from '../../support/kept-storage.ts'

const PRICES = { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 }

beforeEach(() => vi.stubGlobal('localStorage', keptStorage()))

test('what was set is there after a reload, and an emptied key leaves nothing behind', () => {
  const before = createChatSettings()
  before.setWay('key')
  before.setKey('  sk-one \n')
  before.setModel('claude-haiku-5-5')
  before.setPrices(PRICES)
  const after = createChatSettings()
  expect([after.way(), after.key(), after.model(), after.prices()]).toEqual([
    'key',
    'sk-one',
    'claude-haiku-5-5',
    PRICES,
  ])
  after.setKey('')
  after.setModel(' ')
  expect(localStorage.getItem('threados.chat-key')).toBeNull()
  expect([after.key(), after.model(), after.baseUrl()]).toEqual([
    '',
    DEFAULT_MODEL,
    DEFAULT_BASE_URL,
  ])
})

test('what this device kept of something else is not taken for settings', () => {
  localStorage.setItem('threados.chat-way', 'carrier-pigeon')
  localStorage.setItem('threados.chat-prices', '{"input":-1}')
  const settings = createChatSettings()
  expect([settings.way(), settings.prices()]).toEqual(['auto', undefined])
})

test('the page has one set of settings', () => {
  chatSettings().setModel('other')
  expect(chatSettings().model()).toBe('other')
})

test('cost is told only when somebody has entered prices', () => {
  const usage = { input: 1_000_000, output: 100_000, cacheRead: 2_000_000, cacheWrite: 0 }
  expect([costOf(usage, undefined), costOf(usage, PRICES)]).toEqual([undefined, 8.5])
})

test('a chat is busy from the question to the end of the dry run', () => {
  const states = (['idle', 'thinking', 'checking'] as const).map((state) =>
    isBusy({ state: () => state }),
  )
  expect(states).toEqual([false, true, true])
})
