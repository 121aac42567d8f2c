import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { type RunningBridge, startBridge } from '../../support/bridge.ts'
import { corpusRows } from '../../support/corpus.ts'
import { planOf } from '../../support/plans.ts'
import { clientFrame, exchange, type RawAnswer } from '../../support/raw-socket.ts'
import { writeFiles } from '../../support/temporary-files.ts'

interface Frame {
  readonly op?: number
  readonly text?: string
  readonly bytes_b64?: string
  readonly raw_b64?: string
  readonly fin?: boolean
  readonly gen?: { op: number; len?: number; text?: string; repeat?: number; frags?: number }
}

interface Row {
  readonly id: string
  readonly kind: 'handshake' | 'raw' | 'http' | 'frames' | 'flow' | 'local'
  readonly reason: string
  readonly request?: {
    method: string
    path: string
    headers: Record<string, string>
    body?: string
  }
  readonly raw?: string
  readonly raw_b64?: string
  readonly slow?: boolean
  readonly frames?: readonly Frame[]
  readonly expect: {
    readonly http?: number | string | readonly (number | string)[]
    readonly no_header?: string
    readonly close?: number | readonly number[]
    readonly error?: string
    readonly within_ms?: number
  }
}

/** Rows that contradict the product's contract, each with the reason. */
const CONTRADICTED: Readonly<Record<string, string>> = {
  'ws-040': 'the bridge serves the app itself: its own origin is the first one that is allowed',
  'ws-078': 'GET / gives the app',
  'ws-150': 'names a method of another protocol; fan-out is a rule of the policy and tested there',
  'ws-151': 'names a method of another protocol; send-key is a rule of the policy and tested there',
  'ws-153': 'this protocol has no hello: the handshake has settled who it is',
  'ws-154': 'this protocol has no hello: the handshake has settled who it is',
}

/** The corpus' method names, and ours that take the same kind of parameters. */
const METHOD_NAMES: Readonly<Record<string, string>> = {
  status: 'sequence.get',
  'run.request': 'prompt.get',
  'logs.read': 'log.read',
  'workspace.open': 'session.open',
}

/** The corpus' error names, and the codes of our failures that mean the same. */
const ERROR_CODES: Readonly<Record<string, readonly string[]>> = {
  E_PARSE: ['INVALID_PARAMETERS'],
  E_INVALID: ['INVALID_PARAMETERS'],
  E_PROTO: ['RESERVED_KEY'],
  E_UNKNOWN_METHOD: ['UNKNOWN_METHOD'],
}

const LISTED_ORIGIN = 'http://localhost:5173'
const rows = corpusRows<Row>('ws-attacks.jsonl')

let bridge: RunningBridge
let folder: string
const secrets: Record<string, string> = {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'threados-attacks-'))
  const repo = join(folder, 'repo')
  const dataFolder = join(folder, 'data')
  writeFiles(repo, { '.threados/sequence.yaml': planOf({ a: ['node', '--version'] }) })
  const past = new Tokens(dataFolder, repo, () => Date.now() - 60 * 24 * 3600_000)
  secrets['OLD'] = past.issue('user', LISTED_ORIGIN)
  const tokens = new Tokens(dataFolder, repo)
  secrets['TOKEN'] = tokens.issue('user', LISTED_ORIGIN)
  secrets['AGENT'] = tokens.issue('orchestrator', null)
  secrets['TOKEN_PREFIX'] = secrets['TOKEN'].slice(0, -1)
  bridge = await startBridge({ repo, dataFolder, flags: ['--allow-origin', LISTED_ORIGIN] })
  secrets['PORT'] = String(bridge.port)
}, 60_000)

afterAll(async () => {
  await bridge.stop()
  rmSync(folder, { recursive: true, force: true })
})

function fill(text: string): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => secrets[name] ?? '')
}

function requestBytes(request: NonNullable<Row['request']>): Buffer {
  const body = request.body ?? ''
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  if (body !== '') headers.push(`Content-Length: ${Buffer.byteLength(body)}`)
  return Buffer.from(
    fill([`${request.method} ${request.path} HTTP/1.1`, ...headers, '', body].join('\r\n')),
  )
}

const HANDSHAKE: NonNullable<Row['request']> = {
  method: 'GET',
  path: '/bridge',
  headers: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by the test, as in the corpus
    Host: '127.0.0.1:${PORT}',
    Origin: LISTED_ORIGIN,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: filled in by the test, as in the corpus
    'Sec-WebSocket-Protocol': 'threados.v1, threados.token.${TOKEN}',
  },
}

function renamed(text: string): string {
  return text.replaceAll(/"method":"([a-zA-Z.]+)"/g, (whole, name: string) =>
    METHOD_NAMES[name] === undefined ? whole : `"method":"${METHOD_NAMES[name]}"`,
  )
}

function frameBytes(frame: Frame): Buffer {
  if (frame.raw_b64 !== undefined) return Buffer.from(frame.raw_b64, 'base64')
  if (frame.gen) return generated(frame.gen)
  const payload =
    frame.bytes_b64 === undefined
      ? Buffer.from(renamed(frame.text ?? ''))
      : Buffer.from(frame.bytes_b64, 'base64')
  return clientFrame(frame.op ?? 1, payload, frame.fin ?? true)
}

function generated(gen: NonNullable<Frame['gen']>): Buffer {
  if (gen.frags !== undefined) {
    const count = gen.frags
    return Buffer.concat(
      Array.from({ length: count }, (_, index) =>
        clientFrame(index === 0 ? gen.op : 0, Buffer.from('x'), index === count - 1),
      ),
    )
  }
  const payload =
    gen.text === undefined ? Buffer.alloc(gen.len ?? 0, 'x') : Buffer.from(renamed(gen.text))
  return Buffer.concat(Array(gen.repeat ?? 1).fill(clientFrame(gen.op, payload)))
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}

/** What a raw answer came to: the status, or `closed` without one. */
function statusOf(answer: RawAnswer): number | string {
  return answer.status ?? (answer.isClosed ? 'closed' : 'no answer')
}

/** How the server took the frames: the code it closed with, or the code of its first failure. */
function outcomeOf(answer: RawAnswer): { close?: number; error?: string } {
  const close = answer.frames.find((frame) => frame.opcode === 8)
  if (close) return { close: close.payload.length >= 2 ? close.payload.readUInt16BE(0) : 1005 }
  if (answer.isClosed) return { close: 1006 }
  const messages = answer.frames.filter((frame) => frame.opcode === 1)
  const failed = messages.map((frame) => JSON.parse(frame.payload.toString())).find((m) => m.error)
  return failed ? { error: failed.error.data.code } : {}
}

function tested(kinds: readonly Row['kind'][]): Row[] {
  return rows.filter((row) => kinds.includes(row.kind) && CONTRADICTED[row.id] === undefined)
}

describe('before any handler', () => {
  test.each(tested(['handshake', 'http', 'raw']))('$id $reason', async (row) => {
    const bytes =
      row.raw_b64 !== undefined
        ? Buffer.from(row.raw_b64, 'base64')
        : row.raw === undefined
          ? requestBytes(row.request ?? HANDSHAKE)
          : Buffer.from(fill(row.raw))
    const answer = await exchange(
      bridge.port,
      bytes,
      ({ status }) => status !== undefined,
      row.expect.within_ms ?? 8000,
    )
    expect(listOf(row.expect.http)).toContain(statusOf(answer))
    if (row.expect.no_header) expect(answer.head).not.toContain(`\r\n${row.expect.no_header}:`)
  })
})

describe('frames of a client that is let in', () => {
  test.each(tested(['frames']))('$id $reason', async (row) => {
    const bytes = Buffer.concat([requestBytes(HANDSHAKE), ...(row.frames ?? []).map(frameBytes)])
    const answer = await exchange(bridge.port, bytes, (sofar) => {
      const { close, error } = outcomeOf(sofar)
      return close !== undefined || (row.expect.error !== undefined && error !== undefined)
    })
    const outcome = outcomeOf(answer)
    if (row.expect.error === undefined) expect(listOf(row.expect.close)).toContain(outcome.close)
    else expect(ERROR_CODES[row.expect.error] ?? []).toContain(outcome.error)
  })
})

test('after all of that the bridge still serves', async () => {
  const answer = await exchange(
    bridge.port,
    requestBytes(HANDSHAKE),
    ({ status }) => status !== undefined,
  )
  expect(answer.status).toBe(101)
})

test('every row that is left out names a row of the corpus', () => {
  const ids = new Set(rows.map((row) => row.id))
  expect(Object.keys(CONTRADICTED).filter((id) => !ids.has(id))).toEqual([])
})
