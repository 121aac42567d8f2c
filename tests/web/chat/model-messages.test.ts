import { expect, test } from 'vitest'
import type { ChatEntry } from '../../../apps/web/src/chat/chat.ts'
import {
  messagesOf,
  type PlacedPlan,
  placePlan,
} from '../../../apps/web/src/chat/model-messages.ts'

const MARK = 'mark1234'

/** A conversation of so many turns, each with so many characters. */
function talk(turns: number, characters: number): ChatEntry[] {
  return Array.from({ length: turns }, (_, at): ChatEntry[] => {
    const turn = `t${at}`
    const text = `${turn} ${'x'.repeat(characters / 2)}`
    return [
      { kind: 'user', id: turn, turn, text, attachments: [] },
      {
        kind: 'assistant',
        id: `${turn}-answer`,
        turn,
        text,
        isStreaming: false,
        said: [{ type: 'text', text }],
      },
    ]
  }).flat()
}

function told(entries: readonly ChatEntry[], attached?: string) {
  const plan = { turn: 'none', text: '' }
  return messagesOf(entries, { plan, attached: () => attached, mark: MARK })
}

function firstTurn(entries: readonly ChatEntry[], attached?: string): string {
  return /t\d+/.exec(JSON.stringify(told(entries, attached)[0]))?.[0] ?? ''
}

test('a long conversation is told from a whole turn on, and what is told is bounded', () => {
  const messages = told(talk(100, 10_000))
  expect(messages[0]?.role).toBe('user')
  expect(JSON.stringify(messages).length).toBeLessThan(260_000)
  expect(firstTurn(talk(10, 10_000))).toBe('t0')
})

test('the beginning of what is told moves seldom, so that it can come from a cache', () => {
  const beginnings = new Set<string>()
  for (let turns = 1; turns <= 100; turns += 1) beginnings.add(firstTurn(talk(turns, 10_000)))
  expect([...beginnings].length).toBeLessThan(9)
})

test('what was attached counts too, and a last message that is larger than all the rest is sent', () => {
  expect(firstTurn(talk(6, 10), 'x'.repeat(60_000))).not.toBe('t0')
  expect(told(talk(1, 600_000))).toHaveLength(2)
})

test('a plan whose message is not told any more is told anew', () => {
  const plan: PlacedPlan = { turn: 't0', text: 'the plan' }
  const next = { ...plan, turn: 'next' }
  const place = (entries: readonly ChatEntry[]) => placePlan(entries, () => undefined, plan, next)
  expect([place(talk(3, 10)).turn, place(talk(100, 10_000)).turn]).toEqual(['t0', 'next'])
})
