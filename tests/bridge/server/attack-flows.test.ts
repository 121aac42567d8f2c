import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readProvider } from '../../../bridge/chat-proxy/provider.ts'
import { Door } from '../../../bridge/local/commit-actions.ts'
import { Confirmations } from '../../../bridge/local/confirmations.ts'
import { Documents } from '../../../bridge/local/documents.ts'
import { programCommand } from '../../../bridge/local/programs.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { Runtime } from '../../../bridge/scheduler/runtime.ts'
import { Hub } from '../../../bridge/server/hub.ts'
import { BridgeServer } from '../../../bridge/server/server.ts'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { type Failure, unwrap } from '../../../shared/failure.ts'
import type { RawAction } from '../../../shared/protocol/methods.ts'
import { ok } from '../../../shared/result.ts'
import { pairWith, type RunningBridge, startBridge } from '../../support/bridge.ts'
import { corpusRows } from '../../support/corpus.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { tcpListeners } from '../../support/tcp-listeners.ts'
import { writeFiles } from '../../support/temporary-files.ts'

interface Row {
  readonly id: string
  readonly kind: string
  readonly reason: string
}

const rows = corpusRows<Row>('ws-attacks.jsonl')

/** Rows that contradict the contract, each with the reason. */
const CONTRADICTED: Readonly<Record<string, string>> = {
  'ws-166':
    'a confirmation is bound to its proposal: used for another one it is refused, and stays good for its own',
}

const IDS = [...Array(20).keys()].map((index) => `s${index}`)
const COMMAND = ['node', '--version']
const GATE = 'gates:\n  - id: g\n    name: G\n    depends_on: []\n'

/** A bridge in this process whose clock the test holds; runs and counts are real. */
interface World {
  readonly url: string
  readonly clock: { ahead: number }
  /** A person in the paired app, and an agent with a token of its own. */
  readonly person: RpcClient
  readonly agent: RpcClient
  connect(actor: 'user' | 'orchestrator'): Promise<RpcClient>
  started(): number
  close(): Promise<void>
}

async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'threados-flows-'))
  const root = join(folder, 'repo')
  const dataFolder = join(folder, 'data')
  const steps = Object.fromEntries(['a', ...IDS].map((id) => [id, COMMAND]))
  writeFiles(root, { '.threados/sequence.yaml': planOf(steps).replace('gates: []\n', GATE) })
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const workspace = new Workspace(root)
  const door = new Door({
    workspace,
    documents: new Documents(dataFolder, root),
    confirmations: new Confirmations(dataFolder, now),
    dataFolder,
  })
  const runtime = new Runtime({
    door,
    executor: 'direct',
    openHost: async () => ok(createDirectHost({ runnerCommand: programCommand('runner') })),
  })
  const hub = new Hub({ door, runtime, repoName: 'repo', version: '0', provider: readProvider({}) })
  const tokens = new Tokens(dataFolder, root, now)
  let port = 0
  const rules = () => ({ port, extraOrigins: [] })
  const server = new BridgeServer({ hub, tokens, userName: 'someone', webFolder: folder, rules })
  port = unwrap(await server.listen(0))
  const url = `http://127.0.0.1:${port}`
  const clients: RpcClient[] = []
  const connectAs = async (actor: 'user' | 'orchestrator') => {
    const origin = actor === 'user' ? url : null
    const client = await RpcClient.connect(url, tokens.issue(actor, origin), origin)
    clients.push(client)
    return client
  }
  return {
    url,
    clock,
    person: await connectAs('user'),
    agent: await connectAs('orchestrator'),
    connect: connectAs,
    started: () => runtime.store.runIds().flatMap((id) => runtime.store.attemptsOf(id)).length,
    close: async () => {
      for (const client of clients) client.close()
      await server.close()
      await runtime.shutdown()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const RUN: RawAction = { action: 'run.step', ids: ['a'] }
const REMOVE: RawAction = { action: 'step.rm', id: 'a' }

function failureOf(call: Promise<unknown>): Promise<Failure | undefined> {
  return call.then(
    () => undefined,
    (error: Error) => error.cause as Failure,
  )
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await failureOf(call))?.code ?? 'ok'
}

/** The agent asks; gives the id of the question that a person has to answer. */
async function ask({ agent }: World, action: RawAction): Promise<string> {
  const failure = await failureOf(agent.call('actions.apply', { actions: [action] }))
  expect(failure?.code).toBe('CONFIRMATION_REQUIRED')
  return String(failure?.details?.['id'])
}

async function grant(person: RpcClient, id: string): Promise<void> {
  await person.call('confirmation.list', {})
  await person.call('confirmation.answer', { id })
}

function apply({ agent }: World, action: RawAction, id: string): Promise<string> {
  return codeOf(agent.call('actions.apply', { actions: [action], confirm: [id] }))
}

const FLOWS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  'ws-160': async (world) => {
    await ask(world, RUN)
    expect(world.started()).toBe(0)
  },
  'ws-161': async (world) => {
    expect(await apply(world, RUN, 'AAAAAAAAAAAAAAAA')).toBe('NOT_FOUND')
    expect(await codeOf(world.person.call('confirmation.answer', { id: 'A'.repeat(22) }))).toBe(
      'NOT_FOUND',
    )
  },
  'ws-162': async (world) => {
    const id = await ask(world, RUN)
    await grant(world.person, id)
    expect(await apply(world, RUN, id)).toBe('ok')
    expect(await apply(world, RUN, id)).not.toBe('ok')
    expect(world.started()).toBe(1)
  },
  'ws-163': async (world) => {
    const id = await ask(world, RUN)
    const other = await world.connect('user')
    await world.person.call('confirmation.list', {})
    // Another window that has not shown the question can't answer it, and no agent ever can.
    expect(await codeOf(other.call('confirmation.answer', { id }))).toBe('NOT_FOUND')
    expect(await codeOf(world.agent.call('confirmation.answer', { id }))).toBe('DENIED')
    expect(await codeOf(world.agent.call('confirmation.refuse', { id }))).toBe('DENIED')
    expect(world.started()).toBe(0)
  },
  'ws-164': async (world) => {
    const { hash } = await world.person.call('actions.validate', { actions: [REMOVE] })
    world.person.close()
    const again = await world.connect('user')
    expect(await codeOf(again.call('confirmation.grant', { hash }))).toBe('NOT_FOUND')
  },
  'ws-165': async (world) => {
    const id = await ask(world, { action: 'run.step', ids: ['s0'] })
    await grant(world.person, id)
    const failure = await failureOf(
      world.agent.call('actions.apply', { actions: [RUN], confirm: [id] }),
    )
    expect(failure?.message).toContain('something else')
    expect(await codeOf(world.person.call('confirmation.grant', { hash: 'f'.repeat(64) }))).toBe(
      'NOT_FOUND',
    )
    expect(world.started()).toBe(0)
  },
  'ws-167': async (world) => {
    const id = await ask(world, RUN)
    await grant(world.person, id)
    world.clock.ahead = 121_000
    expect(await apply(world, RUN, id)).toBe('NOT_FOUND')
    expect(world.started()).toBe(0)
  },
  'ws-170': async (world) => {
    const approve = { actions: [{ action: 'gate.approve', id: 'g' }] }
    expect(await codeOf(world.agent.call('actions.apply', approve))).toBe('DENIED')
  },
  'ws-172': async (world) => {
    const power = { actions: [{ action: 'policy.mode', mode: 'POWER' }] }
    expect(await codeOf(world.person.call('actions.apply', power))).toBe('CONFIRMATION_REQUIRED')
  },
  'ws-173': async (world) => {
    const id = await ask(world, REMOVE)
    await grant(world.person, id)
    expect(await apply(world, REMOVE, id)).toBe('CONFIRMATION_REQUIRED')
  },
  'ws-174': async (world) => {
    const id = await ask(world, REMOVE)
    await grant(world.person, id)
    await grant(world.person, id)
    expect(await apply(world, REMOVE, id)).toBe('ok')
    expect(await apply(world, REMOVE, id)).not.toBe('ok')
  },
  'ws-176': async (world) => {
    const id = await ask(world, RUN)
    await grant(world.person, id)
    const both = await Promise.all([apply(world, RUN, id), apply(world, RUN, id)])
    expect(both.filter((code) => code === 'ok')).toHaveLength(1)
    expect(world.started()).toBe(1)
  },
  'ws-177': async (world) => {
    for (let open = 2; open < 32; open += 1) await world.connect('user')
    const one = new WebSocket(`${world.url.replace('http', 'ws')}/bridge`, ['threados.v1'], {
      origin: world.url,
    })
    const status = await new Promise((resolve) => {
      one.on('unexpected-response', (_request, answer) => resolve(answer.statusCode))
      one.on('error', () => undefined)
    })
    expect(status).toBe(503)
  },
  'ws-178': async (world) => {
    for (const id of IDS.slice(0, 16)) await ask(world, { action: 'run.step', ids: [id] })
    const one = world.agent.call('actions.apply', { actions: [RUN] })
    expect(await codeOf(one)).toBe('TOO_MANY_REQUESTS')
    expect(await world.person.call('confirmation.list', {})).toHaveLength(16)
  },
}

describe('flows', () => {
  let world: World
  beforeEach(async () => {
    world = await openWorld()
  })
  afterEach(() => world.close())
  const known = rows.filter((row) => row.kind === 'flow' && FLOWS[row.id] !== undefined)
  test.each(known)('$id $reason', async ({ id }) => {
    await FLOWS[id]?.(world)
  })
})

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const finish = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
    socket.once('timeout', () => finish(false))
  })
}

function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      } catch {
        return '' // ended meanwhile
      }
    })
    .join('\n')
}

describe('what other users and programs of this machine find', () => {
  let folder: string
  let bridge: RunningBridge
  let token: string
  const at = (...names: string[]) => join(folder, ...names)
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'threados-local-'))
    writeFiles(at('repo'), { '.threados/sequence.yaml': planOf({ a: COMMAND }) })
    bridge = await startBridge({ repo: at('repo'), dataFolder: at('data') })
    token = await pairWith(bridge, bridge.linkCode)
    const client = await RpcClient.connect(bridge.url, token)
    await client.call('actions.apply', { actions: [RUN] })
    client.close()
  }, 60_000)
  afterAll(async () => {
    await bridge.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const LOCAL: Readonly<Record<string, () => Promise<void> | void>> = {
    'ws-179': async () => {
      const outside = Object.values(networkInterfaces())
        .flatMap((list) => list ?? [])
        .filter(({ internal, family }) => !internal && family === 'IPv4')
      for (const { address } of outside) expect(await canConnect(address, bridge.port)).toBe(false)
      const addresses = tcpListeners([bridge.process.pid ?? 0]).map((line) =>
        line.trim().split(/\s+/)[1]?.slice(0, 8),
      )
      expect(addresses).toEqual(['0100007F'])
    },
    'ws-180': async () => expect(await canConnect('127.0.0.1', 4050)).toBe(false),
    'ws-181': () => {
      const files = readdirSync(at('data', 'bridges'))
      expect(files.map((name) => mode(at('data', 'bridges', name)))).toEqual(['600'])
      expect(mode(at('data', 'bridges'))).toBe('700')
    },
    'ws-182': () => expect(mode(at('repo', '.threados', 'state'))).toBe('700'),
    'ws-183': () => expect(commandLines()).not.toContain(token),
    'ws-184': () => {
      expect(textOf(at('repo'))).not.toContain(token)
      expect(textOf(at('data'))).not.toContain(token)
    },
  }
  test.each(rows.filter((row) => row.kind === 'local'))('$id $reason', async ({ id }) => {
    await LOCAL[id]?.()
    expect(LOCAL[id]).toBeDefined()
  })
})

test('every flow of the corpus is run or contradicts the contract', () => {
  const missing = rows
    .filter(({ id, kind }) => kind === 'flow' && !FLOWS[id] && !CONTRADICTED[id])
    .map(({ id }) => id)
  expect(missing).toEqual([])
})
