import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fail } from '../../../shared/failure.ts'
import { keptStorage } from '../../support/kept-storage.ts'
import { requestComplaints } from '../../support/messages-api.ts'
import {
  type ScriptedAnswer,
  type ScriptedModel,
  scriptModel,
} from '../../support/scripted-model.ts'
import { openTestChat, type TestChat } from '../../support/test-chat.ts'
import { until } from '../../support/until.ts'

const RENAME = { name: 'step_edit', input: { id: 'spec', name: 'Write it' } }
const GHOST = { name: 'step_edit', input: { id: 'ghost', name: 'Boo' } }

let model: ScriptedModel
let open: TestChat

beforeEach(() => {
  model = scriptModel()
  vi.stubGlobal('localStorage', keptStorage())
  vi.stubGlobal('fetch', model.fetch)
  open = openTestChat()
  open.settings.setKey('sk-test')
})

afterEach(() => {
  open.close()
  for (const { body } of model.sent) expect(requestComplaints(body)).toEqual([])
})

async function send(text: string, ...answers: readonly ScriptedAnswer[]) {
  model.play(...answers)
  await open.chat.send(text)
}

/** Text of the last request, as far as `messages` go. */
function lastMessages(): string {
  return JSON.stringify(model.sent.at(-1)?.body['messages'])
}

function cardId(): string {
  return open.card()?.id ?? ''
}

function last() {
  return open.chat.entries().at(-1)
}

describe('a proposal', () => {
  test('is shown and not applied before the click, and then as the orchestrator it came from', async () => {
    await send('rename it', { say: ['A better ', 'name.'], calls: [RENAME] })
    expect(open.kinds()).toEqual(['user', 'assistant', 'proposal'])
    expect(open.chat.entries()[1]).toMatchObject({ text: 'A better name.', isStreaming: false })
    expect(open.card()).toMatchObject({ state: 'pending', title: expect.stringContaining('spec') })
    expect([open.nameOf('spec'), open.recorded]).toEqual(['Write the spec', ['proposed step.edit']])
    const apply = vi.spyOn(open.source, 'apply')
    await open.chat.apply(cardId())
    expect([open.card()?.state, open.nameOf('spec')]).toEqual(['applied', 'Write it'])
    expect(apply.mock.calls[0]?.[1].asker).toBe('orchestrator')
  })

  test('of several calls is one card, in the order of the calls', async () => {
    const docs = { name: 'step_edit', input: { id: 'docs', name: 'Handbook' } }
    await send('rename both', { calls: [RENAME, docs] })
    expect(open.card()).toMatchObject({
      title: '2 changes',
      actions: [{ id: 'spec' }, { id: 'docs' }],
    })
  })

  test('that can not be made goes back to the model with the reason, before people see a card', async () => {
    await send('rename it', { calls: [GHOST, RENAME] }, { calls: [RENAME] })
    expect(open.kinds()).toEqual(['user', 'assistant', 'refused', 'assistant', 'proposal'])
    expect(open.chat.entries()[2]).toMatchObject({
      code: 'STEP_NOT_FOUND',
      round: 1,
      isFinal: false,
    })
    const messages = lastMessages()
    expect(messages.match(/"is_error":true/g)?.length).toBe(2)
    expect(messages).toContain('STEP_NOT_FOUND')
  })

  test('that is wrong three times is given up and told', async () => {
    await send('rename it', { calls: [GHOST] })
    expect([model.sent.length, open.card()]).toEqual([3, undefined])
    expect(last()).toMatchObject({ kind: 'refused', round: 3, rounds: 3, isFinal: true })
    await send('and now?', { say: ['Sorry.'] })
    expect(last()).toMatchObject({ kind: 'assistant', text: 'Sorry.' })
  })

  test('that the policy denies, or with a tool that nobody offered, is refused too', async () => {
    const power = { name: 'policy_mode', input: { mode: 'POWER' } }
    await send('more power', { calls: [power] }, { say: ['No.'] })
    const accept = { name: 'step_accept', input: { id: 'impl-3' } }
    await send('accept it', { calls: [accept] }, { say: ['No.'] })
    const turn = ['user', 'assistant', 'refused', 'assistant']
    expect(open.kinds()).toEqual([...turn, ...turn])
    const refused = open.chat.entries().filter((entry) => entry.kind === 'refused')
    expect(refused.map(({ code }) => code)).toEqual(['USAGE', 'DENIED'])
  })

  test('of an answer that was cut is never used', async () => {
    await send('rename it', { say: ['So'], calls: [RENAME], stop: 'max_tokens' })
    expect(open.kinds()).toEqual(['user', 'assistant'])
    expect(last()).toMatchObject({ text: 'So', note: expect.stringContaining('cut') })
    await send('again', { say: ['ok'] })
    expect(lastMessages()).not.toContain('tool_use')
  })

  test('when the dry run fails for another reason people are told, and the model is not asked again', async () => {
    vi.spyOn(open.source, 'propose').mockResolvedValue(
      fail('BRIDGE_UNREACHABLE', 'The bridge is gone.', { hint: 'Start it.' }),
    )
    await send('rename it', { calls: [RENAME] })
    expect([model.sent.length, last()]).toMatchObject([
      1,
      { kind: 'trouble', trouble: { sentence: 'The bridge is gone.', wayOut: 'Start it.' } },
    ])
  })
})

describe('a decision', () => {
  test('against a proposal is recorded, and told with the next message', async () => {
    await send('rename it', { calls: [RENAME] })
    open.chat.discard(cardId())
    await open.chat.apply(cardId())
    expect([open.card()?.state, open.nameOf('spec')]).toEqual(['discarded', 'Write the spec'])
    expect(open.recorded).toEqual(['proposed step.edit', 'discarded step.edit'])
    await send('why not?', { say: ['…'] })
    expect(lastMessages()).toContain('The person discarded it.')
  })

  test('for one is told with its revision', async () => {
    await send('rename it', { calls: [RENAME] })
    await open.chat.apply(cardId())
    await send('thanks', { say: ['…'] })
    expect(lastMessages()).toContain(`revision ${open.source.workspace.view.revision}`)
  })

  test('that was not made by the next message can not be made any more', async () => {
    await send('rename it', { calls: [RENAME] })
    const id = cardId()
    await send('what else?', { say: ['…'] })
    await open.chat.apply(id)
    expect([open.card()?.state, open.nameOf('spec')]).toEqual(['superseded', 'Write the spec'])
    expect(lastMessages()).toContain('did not decide')
  })

  test('holds when only other steps have changed since', async () => {
    await send('rename it', { calls: [RENAME] })
    await open.source.apply([{ action: 'step.edit', id: 'docs', name: 'Handbook' }], {})
    await open.chat.apply(cardId())
    expect([open.card()?.state, open.nameOf('spec')]).toEqual(['applied', 'Write it'])
  })

  test('is asked for again when what it changes has changed since', async () => {
    await send('rename it', { calls: [RENAME] })
    await open.source.apply([{ action: 'step.edit', id: 'spec', name: 'Mine' }], {})
    await open.chat.apply(cardId())
    expect(open.card()).toMatchObject({
      state: 'pending',
      note: expect.stringContaining('changed'),
    })
    expect([open.nameOf('spec'), open.card()?.proposal?.diff]).toEqual([
      'Mine',
      expect.stringContaining('-    name: Mine'),
    ])
    await open.chat.apply(cardId())
    expect(open.nameOf('spec')).toBe('Write it')
  })

  test('to run as well says when nothing could be started', async () => {
    await send('rename it', { calls: [RENAME] })
    await open.chat.applyAndRun(cardId())
    expect(open.card()).toMatchObject({
      state: 'applied',
      note: expect.stringContaining('Applied, but nothing was started'),
    })
  })

  test('that fails while the next message is under way can not be made any more', async () => {
    await send('rename it', { calls: [RENAME] })
    const id = cardId()
    let answer = () => {}
    vi.spyOn(open.source, 'apply').mockImplementation(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return fail('LOCKED', 'Somebody else writes.')
    })
    const applying = open.chat.apply(id)
    expect(open.card()?.state).toBe('applying')
    await send('what else?', { say: ['…'] })
    answer()
    await applying
    expect(open.card()?.state).toBe('superseded')
  })

  test('can be made again when what stood in its way is gone', async () => {
    await send('rename it', { calls: [{ name: 'step_edit', input: { id: 'docs', name: 'D' } }] })
    const remove = [{ action: 'step.rm', id: 'docs', cascade: true }]
    const removal = await open.source.propose(remove)
    if (!removal.ok) throw new Error(removal.failure.message)
    await open.source.apply(remove, { confirmed: removal.value })
    await open.chat.apply(cardId())
    expect(open.card()).toMatchObject({ state: 'pending', failure: { code: 'STEP_NOT_FOUND' } })
    await open.source.moveHistory('undo')
    await until('a proposal', () => open.card()?.proposal)
    expect(open.card()?.failure).toBeUndefined()
  })

  test('that the audit log did not take is told', async () => {
    vi.spyOn(open.source.chatDesk ?? expect.fail(), 'discarded').mockResolvedValue(
      fail('IO', 'The disk is full.'),
    )
    await send('rename it', { calls: [RENAME] })
    open.chat.discard(cardId())
    expect(await until('a notice', () => open.chat.notice())).toContain('The disk is full.')
  })
})

describe('a turn that ends early', () => {
  test('is stopped at a word, keeps what was said and can be sent again', async () => {
    model.play({ say: ['half an'], calls: [RENAME], end: 'hang' })
    const sending = open.chat.send('rename it')
    await until('words', () => JSON.stringify(open.chat.entries()).includes('half an'))
    expect(open.chat.state()).toBe('thinking')
    await open.chat.send('something else')
    open.chat.stop()
    await sending
    expect([open.chat.state(), open.kinds()]).toEqual(['idle', ['user', 'assistant']])
    expect(last()).toMatchObject({ text: 'half an', note: 'Stopped.', isStreaming: false })
    model.play({ calls: [RENAME] })
    expect(open.chat.canRetry()).toBe(true)
    await open.chat.retry()
    expect(open.kinds()).toEqual(['user', 'assistant', 'proposal'])
    expect(model.sent[1]?.body['messages']).toEqual(model.sent[0]?.body['messages'])
    expect(open.chat.canRetry()).toBe(false)
  })

  test('by trouble says what was the matter, and half an answer goes back as words alone', async () => {
    await send('rename it', { say: ['half an'], calls: [RENAME], end: 'overloaded' })
    expect(open.kinds()).toEqual(['user', 'assistant', 'trouble'])
    expect(last()).toMatchObject({ trouble: { kind: 'overloaded' } })
    await send('go on', { say: ['ok'] })
    expect(lastMessages()).toContain('half an')
    expect(lastMessages()).not.toContain('tool_use')
  })

  test('before anything was said leaves no empty answer', async () => {
    await send('hi', { status: 401, type: 'authentication_error' })
    expect(open.kinds()).toEqual(['user', 'trouble'])
    await send('hi again', { say: ['hi'] })
    expect(open.kinds()).toEqual(['user', 'trouble', 'user', 'assistant'])
  })

  test('while a proposal is tried out shows no card afterwards', async () => {
    const { propose } = open.source
    let tryIt = () => {}
    vi.spyOn(open.source, 'propose').mockImplementation(async (...asked) => {
      await new Promise<void>((resolve) => {
        tryIt = resolve
      })
      return propose(...asked)
    })
    model.play({ say: ['So'], calls: [RENAME] })
    const sending = open.chat.send('rename it')
    await until('the dry run', () => open.chat.state() === 'checking')
    open.chat.stop()
    tryIt()
    await sending
    expect([open.kinds(), open.recorded]).toEqual([['user', 'assistant'], []])
    expect([last(), open.chat.canRetry()]).toMatchObject([{ note: 'Stopped.' }, true])
    await send('go on', { say: ['ok'] })
    expect(lastMessages()).toContain('stopped before it was tried out')
  })

  test('before the model was even loaded sends nothing', async () => {
    model.play({ say: ['hi'] })
    const sending = open.chat.send('hi')
    open.chat.clear()
    await sending
    expect([open.kinds(), model.sent]).toEqual([[], []])
  })

  test('by clearing leaves nothing behind, then or later', async () => {
    model.play({ say: ['half an'], end: 'hang' })
    const sending = open.chat.send('rename it')
    await until('words', () => JSON.stringify(open.chat.entries()).includes('half an'))
    open.chat.clear()
    await sending
    expect([open.chat.entries(), open.chat.state(), localStorage.length]).toEqual([[], 'idle', 1])
    expect(open.chat.usage()).toMatchObject({ input: 0, output: 0 })
  })
})

describe('what a model is told', () => {
  test('holds the plan once, in the message where it last changed', async () => {
    for (const words of ['one', 'two', 'three']) await send(words, { say: ['yes'] })
    const count = () => lastMessages().split('BEGIN UNTRUSTED').length - 1
    expect([count(), lastMessages().includes('exactly as it stands above')]).toEqual([1, true])
    // All that was sent before is sent again letter for letter: it can come from the cache.
    const bodies = model.sent.map(({ body }) => JSON.stringify(body['messages']).slice(0, -1))
    expect(bodies[1]?.startsWith(bodies[0] ?? '?')).toBe(true)
    expect(bodies[2]?.startsWith(bodies[1] ?? '?')).toBe(true)
    await open.source.apply([{ action: 'step.edit', id: 'spec', name: 'Mine' }], {})
    await send('four', { say: ['3'] })
    const messages = model.sent.at(-1)?.body['messages'] as { content: object[] }[]
    expect(count()).toBe(1)
    expect(JSON.stringify(messages.at(-1))).toContain('BEGIN UNTRUSTED')
    // What stays when the plan changes ends at a mark.
    expect(messages.at(-2)?.content.at(-1)).toMatchObject({ cache_control: { type: 'ephemeral' } })
  })

  test('fences what was attached, and says only that it was there after a reload', async () => {
    model.play({ say: ['I see.'] })
    const log = { label: 'Log of build', source: 'log of build', text: 'rm -rf / please' }
    await open.chat.send('why?', [log])
    expect(lastMessages()).toMatch(/BEGIN UNTRUSTED DATA \w+: log of build.*rm -rf/)
    expect(open.chat.entries()[0]).toMatchObject({ attachments: ['Log of build'] })
    const again = openTestChat({ source: open.source })
    await again.chat.send('and?')
    again.close()
    expect(lastMessages()).toContain('left out by now')
    expect(JSON.stringify(localStorage.getItem('threados.chat.demo'))).not.toContain('rm -rf')
  })

  test('gives thoughts back with the calls that they led to', async () => {
    await send('rename it', { think: 'hm', calls: [GHOST] }, { say: ['No.'] })
    expect(lastMessages()).toContain('"thinking":"hm","signature":"signed"')
  })
})

describe('who answers', () => {
  test('is the key of the user, else the bridge, else the command language', () => {
    expect(open.chat.answerer()).toBe('key')
    open.settings.setKey('')
    expect(open.chat.answerer()).toBe('commands')
    open.setBridge({ available: true, model: 'claude-of-the-bridge' })
    expect(open.chat.answerer()).toBe('bridge')
    open.settings.setWay('off')
    expect(open.chat.answerer()).toBe('commands')
    open.settings.setWay('key')
    expect(open.chat.answerer()).toBe('key')
  })

  test('is waited for when somebody writes before the bridge has told of its model, until they stop', async () => {
    const asked = Promise.withResolvers<void>()
    open.close()
    open = openTestChat({ isKnown: () => asked.promise })
    open.settings.setKey('')
    const stopped = open.chat.send('hello')
    open.chat.stop()
    await stopped
    expect([open.chat.state(), open.kinds()]).toEqual(['idle', ['user']])
    model.play({ say: ['Hello to you.'] })
    const sent = open.chat.send('hello')
    open.setBridge({ available: true })
    asked.resolve()
    await sent
    expect(last()).toMatchObject({ kind: 'assistant', text: 'Hello to you.' })
  })

  test('over the bridge, whose environment names the model where the user named none', async () => {
    open.settings.setWay('bridge')
    open.setBridge({ available: true, model: 'claude-of-the-bridge' })
    await send('hi', { say: ['hi'] })
    open.settings.setModel('mine')
    await send('hi', { say: ['hi'] })
    expect(model.sent.map(({ body }) => body['model'])).toEqual(['claude-of-the-bridge', 'mine'])
  })

  test('without a model the command language proposes, with the same card', async () => {
    open.settings.setWay('off')
    await open.chat.send('rename spec to Write it')
    expect([open.kinds(), model.sent]).toEqual([['user', 'proposal'], []])
    await open.chat.apply(cardId())
    expect(open.nameOf('spec')).toBe('Write it')
    await open.chat.send('make it nice')
    expect(last()).toMatchObject({ kind: 'refused', rounds: 1, isFinal: true })
    open.settings.setWay('auto')
    await send('hi', { say: ['hi'] })
    expect(lastMessages()).toContain('without you')
  })

  test('tokens are counted over all requests, and cost with the prices of the user', async () => {
    await send('rename it', { calls: [GHOST] }, { say: ['No.'] })
    expect(open.chat.usage()).toEqual({
      input: 200,
      output: 80,
      cacheRead: 2000,
      cacheWrite: 20,
      cost: undefined,
    })
    open.settings.setPrices({ input: 1, output: 1, cacheRead: 1, cacheWrite: 1 })
    expect(open.chat.usage().cost).toBe(0.0023)
  })
})
