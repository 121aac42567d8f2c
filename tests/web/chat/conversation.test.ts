import { createRoot, createSignal } from 'solid-js'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Conversation, createConversation } from '../../../apps/web/src/chat/conversation.ts'
import { keptStorage } from '../../support/kept-storage.ts'
import { scriptModel } from '../../support/scripted-model.ts'
import { openTestChat } from '../../support/test-chat.ts'
import { until } from '../../support/until.ts'

const KEY = 'threados.chat.repo'
const RENAME = { name: 'step_edit', input: { id: 'spec', name: 'Write it' } }

let storage: Storage

beforeEach(() => {
  storage = keptStorage()
  vi.stubGlobal('localStorage', storage)
})

function open(events = new EventTarget()): Conversation {
  return createRoot(() => createConversation({ repoKey: () => 'repo', storage, events }))
}

function ask(talk: Conversation, id: string, text = `words of ${id}`) {
  talk.add({ kind: 'user', id, turn: id, text, attachments: [] })
}

function answer(talk: Conversation, id: string, turn: string, isStreaming = false) {
  const said = [{ type: 'text', text: 'hi' } as const]
  talk.add({ kind: 'assistant', id, turn, text: 'hi', isStreaming, said })
}

function idsOf(talk: Conversation): string[] {
  return talk.entries().map(({ id }) => id)
}

/** What a browser tells the other tabs. */
function storageEvent(key: string | null = KEY): Event {
  return Object.assign(new Event('storage'), { key })
}

describe('a conversation', () => {
  test('is there after a reload, with its tokens and without an answer that was not whole', () => {
    const before = open()
    ask(before, 'a')
    answer(before, 'a1', 'a')
    before.count({ input: 1, output: 2, cacheRead: 3, cacheWrite: 4 })
    ask(before, 'b')
    answer(before, 'b1', 'b', true)
    const after = open()
    expect([idsOf(after), after.tokens()]).toEqual([['a', 'a1', 'b'], before.tokens()])
    after.clear()
    expect([idsOf(open()), storage.length]).toEqual([[], 0])
  })

  test('belongs to one repository', () => {
    ask(open(), 'a')
    const other = createRoot(() =>
      createConversation({ repoKey: () => 'other', storage, events: new EventTarget() }),
    )
    expect(idsOf(other)).toEqual([])
  })

  test('is found when the repository becomes known, and mixed with no other before', () => {
    ask(open(), 'a')
    const [repo, setRepo] = createSignal<string>()
    const talk = createRoot(() =>
      createConversation({ repoKey: repo, storage, events: new EventTarget() }),
    )
    expect(idsOf(talk)).toEqual([])
    setRepo('repo')
    expect(idsOf(talk)).toEqual(['a'])
    setRepo(undefined)
    ask(talk, 'b')
    expect([idsOf(open()), storage.length]).toEqual([['a', 'b'], 1])
  })

  test.each([
    'no json',
    '{"version":2,"entries":[]}',
    '{"version":1,"entries":[{"kind":"user"}],"tokens":{}}',
  ])('that can not be read, as %s, is put aside and people are told', (text) => {
    storage.setItem(KEY, text)
    const talk = open()
    expect([idsOf(talk), talk.notice()]).toEqual([[], expect.stringContaining('put aside')])
    ask(talk, 'a')
    expect([storage.getItem(`${KEY}.damaged`), idsOf(open())]).toEqual([text, ['a']])
  })

  test('that grows too long or too large loses its oldest turns, whole', () => {
    const many = open()
    for (let at = 0; at < 150; at += 1) {
      ask(many, `m${at}`)
      answer(many, `m${at}-answer`, `m${at}`)
    }
    expect([idsOf(open())[0], idsOf(open()).length]).toEqual(['m50', 200])
    many.clear()
    for (let at = 0; at < 5; at += 1) ask(many, `l${at}`, 'x'.repeat(100_000))
    expect(idsOf(open())).toEqual(['l3', 'l4'])
    ask(many, 'huge', 'x'.repeat(500_000))
    expect(idsOf(open())).toEqual(['huge'])
  })

  test('that there is no room for goes on, and people are told until there is', () => {
    storage = keptStorage(1000)
    const talk = open()
    ask(talk, 'a', 'x'.repeat(2000))
    expect([idsOf(talk), talk.notice()]).toEqual([['a'], expect.stringContaining('no room')])
    talk.remove(() => true)
    ask(talk, 'b')
    expect([talk.notice(), idsOf(open())]).toEqual([undefined, ['b']])
  })
})

describe('two tabs', () => {
  test('show what the other one has kept as soon as the browser tells', () => {
    const events = new EventTarget()
    const [one, other] = [open(events), open()]
    ask(other, 'a')
    expect(idsOf(one)).toEqual([])
    events.dispatchEvent(storageEvent('something else'))
    expect(idsOf(one)).toEqual([])
    events.dispatchEvent(storageEvent())
    expect(idsOf(one)).toEqual(['a'])
    other.clear()
    events.dispatchEvent(storageEvent(null))
    expect(idsOf(one)).toEqual([])
  })

  test('lose nothing of each other when both write before the browser tells', () => {
    const [one, other] = [open(), open()]
    ask(one, 'a')
    ask(other, 'b')
    ask(one, 'c')
    expect([idsOf(one), idsOf(open())]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ])
  })

  test('leave the turn that runs in one of them alone', () => {
    const events = new EventTarget()
    const [one, other] = [open(events), open()]
    one.own('a')
    ask(one, 'a')
    answer(one, 'a1', 'a', true)
    ask(other, 'b')
    events.dispatchEvent(storageEvent())
    one.append('a1', ' there')
    one.change('a1', { isStreaming: false })
    expect(idsOf(open())).toEqual(['b', 'a', 'a1'])
    expect(one.find('a1')).toMatchObject({ text: 'hi there' })
  })

  test('count the tokens of both', () => {
    const [one, other] = [open(), open()]
    for (const talk of [one, other]) {
      talk.count({ input: 1, output: 1, cacheRead: 1, cacheWrite: 1 })
    }
    expect(open().tokens().input).toBe(2)
  })
})

test('a card that was open is open after a reload, with what it would do by then', async () => {
  const model = scriptModel()
  vi.stubGlobal('fetch', model.fetch)
  const before = openTestChat()
  before.settings.setKey('sk-test')
  model.play({ calls: [RENAME] })
  await before.chat.send('rename it')
  before.close()
  await before.source.apply([{ action: 'step.edit', id: 'spec', name: 'Mine' }], {})
  const after = openTestChat({ source: before.source })
  expect(after.card()?.state).toBe('pending')
  const proposal = await until('a proposal', () => after.card()?.proposal)
  expect(proposal.diff).toContain('-    name: Mine')
  await after.chat.apply(after.card()?.id ?? '')
  expect(after.nameOf('spec')).toBe('Write it')
  // It was shown once, whatever was loaded how often.
  expect(before.recorded).toEqual(['proposed step.edit'])
  after.close()
})
