import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { keptStorage } from '../../support/kept-storage.ts'
import { requestComplaints } from '../../support/messages-api.ts'
import { type ScriptedAnswer, scriptModel } from '../../support/scripted-model.ts'
import { openTestChat, type TestChat } from '../../support/test-chat.ts'

const call = fc.constantFrom(
  { name: 'step_edit', input: { id: 'spec', name: 'Write it' } },
  { name: 'step_edit', input: { id: 'docs', name: 'Handbook' } },
  { name: 'step_edit', input: { id: 'ghost', name: 'Boo' } },
  { name: 'no_such_tool', input: {} },
  { name: 'step_edit', input: 'not an object' },
)

const streamed = fc.record(
  {
    say: fc.array(fc.constantFrom('', ' ', 'some words', '\n'), { maxLength: 3 }),
    think: fc.constant('hm'),
    calls: fc.array(call, { maxLength: 3 }),
    stop: fc.constantFrom('end_turn', 'max_tokens', 'refusal', 'pause_turn'),
    end: fc.constantFrom('whole', 'whole', 'overloaded', 'cut', 'hang'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Exclude<ScriptedAnswer, string>>

const answer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  { weight: 6, arbitrary: streamed },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ScriptedAnswer>(
      'down',
      { status: 401, type: 'authentication_error' },
      { page: 'hello' },
    ),
  },
)

/** What people do, one after the other. */
const deed = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
      hasAttachment: fc.boolean(),
      /** Stopped so many turns of the event loop later; 0 for not at all. */
      stopAfter: fc.constantFrom(0, 0, 1, 5, 20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('retry', 'apply', 'discard', 'reload', 'command', 'move', 'tab'),
    }),
  },
)
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

const model = scriptModel()

/** Stops what hangs: nothing else would end it. */
async function within(open: TestChat, turn: Promise<void>, stopAfter: number): Promise<void> {
  let isOver = false
  const over = turn.finally(() => {
    isOver = true
  })
  for (let at = 0; !isOver && at < 2000; at += 1) {
    if (at === (stopAfter || 40)) open.chat.stop()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await over
}

async function act(open: TestChat, what: Deed, at: number): Promise<TestChat> {
  const { chat, source, settings } = open
  const card = open.card()?.id ?? ''
  switch (what.do) {
    case 'send': {
      model.play(...what.answers)
      const parts = what.hasAttachment ? [{ label: 'Log', source: 'log', text: 'text' }] : []
      await within(open, chat.send(`words ${at}`, parts), what.stopAfter)
      return open
    }
    case 'retry':
      model.play({ say: ['again'] })
      await within(open, chat.retry(), 0)
      return open
    case 'apply':
      await chat.apply(card)
      return open
    case 'discard':
      chat.discard(card)
      return open
    case 'command':
      settings.setWay('off')
      await chat.send(at % 2 === 0 ? `rename docs to D${at}` : 'what?')
      settings.setWay('auto')
      return open
    case 'move':
      await source.apply([{ action: 'step.edit', id: 'spec', name: `Moved ${at}` }], {})
      return open
    case 'tab': {
      // Another tab says something in between.
      const other = openTestChat({ source })
      model.play({ calls: [{ name: 'step_edit', input: { id: 'docs', name: `T${at}` } }] })
      await within(other, other.chat.send(`other ${at}`), 0)
      other.close()
      return open
    }
    case 'reload':
      open.close()
      return openTestChat({ source })
  }
}

test('whatever was stopped, failed, refused, decided or reloaded before, each request is valid', async () => {
  vi.stubGlobal('fetch', model.fetch)
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 12 }), async (deeds) => {
      vi.stubGlobal('localStorage', keptStorage())
      localStorage.setItem('threados.chat-key', 'sk-test')
      const from = model.sent.length
      let open = openTestChat()
      for (const [at, what] of deeds.entries()) open = await act(open, what, at)
      model.play({ say: ['the end'] })
      await open.chat.send('the last words')
      open.close()
      expect(open.chat.state()).toBe('idle')
      for (const { body } of model.sent.slice(from)) expect(requestComplaints(body)).toEqual([])
    }),
    { numRuns: 60 },
  )
})
