import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningBridge, startBridge } from '../../support/bridge.ts'
import { commitAll } from '../../support/git-repo.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { makeTokenRepo, type TokenRepo } from '../../support/token-repo.ts'

const GATE = 'gates:\n  - id: free\n    name: Free\n    depends_on: []\n'
const PLAN = planOf({ a: ['node', '--version'] }).replace('gates: []\n', GATE)

let made: TokenRepo
let repo: string
let bridge: RunningBridge
let user: string
let agent: string

beforeAll(async () => {
  made = makeTokenRepo(PLAN)
  repo = made.repo
  user = made.user
  agent = made.agent
  bridge = await startBridge(made)
}, 60_000)

afterAll(async () => {
  await bridge.stop()
  made.remove()
})

interface Answer {
  readonly status: number
  readonly json: { success: boolean; data: never; code?: string; details?: { details?: never } }
}

async function request(
  method: string,
  path: string,
  token = user,
  body?: unknown,
): Promise<Answer> {
  const answer = await fetch(`${bridge.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: await answer.json() }
}

function plan(): string {
  return readFileSync(join(repo, '.threados/sequence.yaml'), 'utf8')
}

/** Reads server-sent events until one has this name; tells when the stream has begun with the state. */
async function eventsUntil(last: string, onState = () => {}, headers = {}) {
  const stop = new AbortController()
  const answer = await fetch(`${bridge.url}/api/status/stream`, {
    headers: { Authorization: `Bearer ${user}`, ...headers },
    signal: stop.signal,
  })
  const reader = answer.body?.getReader()
  const decoder = new TextDecoder()
  const seen: string[] = []
  let text = ''
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return { seen, id: '' }
    text += decoder.decode(part.value, { stream: true })
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const event of whole) {
      const name = /^event: (.*)$/m.exec(event)?.[1] ?? ''
      seen.push(name)
      if (name === 'state') onState()
      if (name === last) {
        stop.abort()
        return { seen, id: /^id: (.*)$/m.exec(event)?.[1] ?? '' }
      }
    }
  }
}

test('the plan is edited through the routes of the nouns', async () => {
  const calls: [string, Record<string, unknown>][] = [
    [
      '/api/step',
      { action: 'add', id: 'b', type: 'base', model: 'shell', command: ['node', '--version'] },
    ],
    ['/api/dep', { action: 'add', stepId: 'b', depId: 'a' }],
    ['/api/gate', { action: 'insert', id: 'g', dependsOn: ['a'] }],
    ['/api/step', { action: 'edit', id: 'b', name: 'Second' }],
  ]
  const answers = []
  for (const [path, body] of calls) answers.push(await request('POST', path, user, body))
  expect(answers.map(({ json }) => json)).toEqual(
    calls.map(() => expect.objectContaining({ success: true })),
  )
  expect(plan()).toContain('name: Second')
})

test('a step is run, its attempt read, and the stream tells of it; a later reader gets what it missed', async () => {
  const first = await eventsUntil('state')
  const isOpen = Promise.withResolvers<void>()
  const ended = eventsUntil('attempt.ended', isOpen.resolve)
  await isOpen.promise
  const run = await request('POST', '/api/run', user, { action: 'step', ids: ['a'] })
  expect(run).toMatchObject({ status: 200, json: { data: { started: ['a'] } } })
  expect((await ended).seen[0]).toBe('state')
  const { runId } = run.json.data as { runId: string }
  const attempt = await request('GET', `/api/runs/${runId}/a`)
  expect(attempt.json.data).toMatchObject({ runId, stepId: 'a', status: 'DONE' })
  const missed = await eventsUntil('attempt.ended', undefined, { 'Last-Event-ID': first.id })
  expect(missed.seen).not.toContain('state')
})

test('status, audit and their filters', async () => {
  const status = await request('GET', '/api/status')
  expect(status.json.data).toMatchObject({ policy: { mode: 'SAFE' } })
  const audit = await request('GET', '/api/audit?limit=1&action=step.edit')
  expect(audit.json.data).toMatchObject([{ action: 'step.edit', actor: 'user' }])
})

test('what the policy denies is 403 with the verdict', async () => {
  const { status, json } = await request('POST', '/api/gate', agent, {
    action: 'approve',
    id: 'free',
  })
  expect({ status, json }).toMatchObject({
    status: 403,
    json: { code: 'DENIED', details: { details: { verdict: { allowed: false } } } },
  })
})

test('a route that is not there, a body that is wrong, a token that is none', async () => {
  const answers = await Promise.all([
    request('POST', '/api/nothing', user, {}),
    request('POST', '/api/step', user, {}),
    request('POST', '/api/step', user, [1]),
    request('POST', '/api/step', user, { action: 'fly', id: 'a' }),
    request('POST', '/api/step', 'wrong', { action: 'rm', id: 'a' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([404, 400, 400, 400, 401])
})

test('a person hands out a token for one run; it is an orchestrator and sees that run only', async () => {
  const runId = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
  expect((await request('POST', '/api/token', agent, {})).status).toBe(403)
  const given = await request('POST', '/api/token', user, { runId })
  const { token } = given.json as unknown as { token: string }
  const scoped = (given.json.data as { token: string }).token ?? token
  const answers = [
    await request('GET', '/api/runs/01BX5ZZKBKACTAV9WEVGEMMVRZ/a', scoped),
    await request('GET', '/api/audit', scoped),
    await request('GET', '/api/status/stream', scoped),
    await request('POST', '/api/token', scoped, {}),
    await request('POST', '/api/step', scoped, { action: 'edit', id: 'a', name: 'X' }),
    await request('GET', '/api/sequence', scoped),
  ]
  expect(answers.map(({ status, json }) => `${status} ${json.code ?? ''}`)).toEqual([
    '403 DENIED',
    '403 DENIED',
    '403 DENIED',
    '403 DENIED',
    '403 CONFIRMATION_REQUIRED',
    '200 ',
  ])
})

test('a client reads the git history of the plan: whole commits and paths of the plan only', async () => {
  const git = commitAll(repo, {
    '.gitignore': '.threados/state\n',
    '.threados/prompts/a.md': 'Do.',
  })
  const client = await RpcClient.connect(bridge.url, user, null)
  const { commits, more } = await client.call('plan.commits', { scope: 'plan' })
  const [{ hash = '', author, subject } = {}] = commits
  expect([more, author, subject]).toEqual([false, 'Ada', 'first'])
  const at = { commit: hash, offset: 0 }
  const then = await client.call('plan.text', at)
  const now = await client.call('plan.text', { offset: 0 })
  const prompt = await client.call('plan.prompt', { ...at, path: '.threados/prompts/a.md' })
  expect([then.text, now.text, prompt.text]).toEqual([
    git('show', `${hash}:.threados/sequence.yaml`),
    readFileSync(join(repo, '.threados/sequence.yaml'), 'utf8'),
    'Do.',
  ])
  const outside = client.call('plan.prompt', { ...at, path: '.threados/prompts/../../README.md' })
  await expect(outside).rejects.toThrow('INVALID_PARAMETERS')
  const option = client.call('plan.text', { commit: '--all', offset: 0 })
  await expect(option).rejects.toThrow('INVALID_PARAMETERS')
  client.close()
})

test('twenty changes that arrive at once are all made, each with one entry of its own', async () => {
  const command = ['node', '--version']
  const ids = Array.from({ length: 20 }, (_, n) => `at-once-${n}`)
  const answers = await Promise.all(
    ids.map((id) =>
      request('POST', '/api/step', user, {
        action: 'add',
        id,
        type: 'base',
        model: 'shell',
        command,
      }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200))
  expect([...plan().matchAll(/id: (at-once-\d+)/g)].map(([, id]) => id).sort()).toEqual(ids.sort())
  const audit = await request('GET', '/api/audit?limit=100&action=step.add')
  const targets = (audit.json.data as { target: string }[]).map(({ target }) => target)
  expect(targets.filter((id) => id.startsWith('at-once-')).sort()).toEqual(ids)
})

test('what the plan can not hold is refused by its code and leaves no trace, and the next change is made', async () => {
  const step = { action: 'add', type: 'base', model: 'codex' }
  await request('POST', '/api/step', user, { ...step, id: 'ring-1' })
  await request('POST', '/api/step', user, { ...step, id: 'ring-2', dependsOn: ['ring-1'] })
  const before = plan()
  const wrong = [
    await request('POST', '/api/dep', user, { action: 'add', stepId: 'ring-1', depId: 'ring-2' }),
    await request('POST', '/api/dep', user, { action: 'add', stepId: 'ring-1', depId: 'ghost' }),
    await request('POST', '/api/step', user, { ...step, id: '../../etc/passwd' }),
    await request('POST', '/api/step', user, { ...step, id: 'x', name: 'a\n$(id)' }),
    await request('POST', '/api/actions/apply', user, {
      actions: [
        { action: 'step.edit', id: 'ring-1', name: 'Only half of it' },
        { action: 'dep.add', stepId: 'ring-1', depId: 'ring-2' },
      ],
    }),
  ]
  expect(wrong.map(({ status, json }) => [status, json.code])).toEqual([
    [422, 'CYCLE'],
    [422, 'DANGLING_DEPENDENCY'],
    [422, 'INVALID_ID'],
    [400, 'INVALID_PARAMETERS'],
    [422, 'CYCLE'],
  ])
  expect(plan()).toBe(before)
  const next = await request('POST', '/api/step', user, { ...step, id: 'ring-3' })
  expect([next.status, plan().includes('id: ring-3')]).toEqual([200, true])
})

test("a caller's own token can be replaced", async () => {
  const { json } = await request('POST', '/api/token/rotate', agent)
  const { token } = json.data as { token: string }
  const both = [
    await request('GET', '/api/status', agent),
    await request('GET', '/api/status', token),
  ]
  expect(both.map(({ status }) => status)).toEqual([401, 200])
  agent = token
})

test('too many calls in a moment are refused, and a moment later they pass again', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 250 }, () => request('GET', '/api/status', 'guess')),
  )
  const codes = new Set(statuses.map(({ status }) => status))
  expect([...codes].sort()).toEqual([401, 429])
  expect((await request('GET', '/api/status')).status).toBe(200)
})
