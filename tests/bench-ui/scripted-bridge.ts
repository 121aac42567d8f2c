import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { loadStaticFiles, securityHeaders } from '../../bridge/server/static-files.ts'
import type { HistoryState } from '../../shared/protocol/history.ts'
import { SOCKET_PATH, SUBPROTOCOL } from '../../shared/protocol/methods.ts'
import type { WorkspaceState } from '../../shared/protocol/state.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { StepStatus } from '../../shared/schema/step.ts'
import { BUILT_APP } from '../support/web-server.ts'

const STATUSES: readonly StepStatus[] = ['READY', 'RUNNING', 'NEEDS_REVIEW', 'DONE', 'FAILED']

const NOTHING_DONE: HistoryState = {
  undo: null,
  redo: null,
  undoBecause: 'Nothing has been changed.',
  redoBecause: 'Nothing has been undone.',
}
const NOT_KNOWN = '"error":{"code":-32601,"message":"This bridge only shows a plan."}'

function stateOf(sequence: Sequence): WorkspaceState {
  return {
    repo: { name: 'bench', path: '/bench' },
    version: '1.0',
    revision: 'r0',
    sequence,
    policy: SAFE_DEFAULTS,
    attempts: {},
    session: { executor: 'direct', status: 'none', busy: 0, slots: 4 },
    runs: [],
    lastEventId: 0,
  }
}

/** What the app takes for a bridge: it serves the built app, one plan, and status changes when asked. */
export interface ScriptedBridge {
  readonly url: string
  /** Gives so many steps their next status, in one event, as a commit does. */
  readonly change: (count: number) => void
  readonly close: () => Promise<void>
}

/** Starts one with this plan. No command is ever run and nothing is checked: for measuring the app alone. */
export async function startScriptedBridge(sequence: Sequence): Promise<ScriptedBridge> {
  const files = loadStaticFiles(BUILT_APP)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const file = request.method === 'GET' ? files.get(pathname) : undefined
    response.setHeaders(securityHeaders())
    response.writeHead(file ? 200 : 404, file?.headers)
    response.end(file?.body)
  })
  const sockets = new WebSocketServer({
    server,
    path: SOCKET_PATH,
    handleProtocols: () => SUBPROTOCOL,
  })
  const state = JSON.stringify(stateOf(sequence))
  const answers: Readonly<Record<string, string>> = {
    'session.open': `{"state":${state},"resumed":false}`,
    'sequence.get': state,
    'history.get': JSON.stringify(NOTHING_DONE),
  }
  const clients = new Set<WebSocket>()
  sockets.on('connection', (socket) => {
    clients.add(socket)
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(String(data)) as { id: number; method: string }
      const result = answers[method]
      const rest = result === undefined ? NOT_KNOWN : `"result":${result}`
      socket.send(`{"jsonrpc":"2.0","id":${id},${rest}}`)
    })
    socket.on('close', () => clients.delete(socket))
  })
  let revision = 0
  let cursor = 0
  const change = (count: number) => {
    const steps = Array.from({ length: count }, () => {
      const step = sequence.steps[cursor++ % sequence.steps.length]
      const status = STATUSES[(revision + cursor) % STATUSES.length] ?? 'READY'
      return { ...step, status }
    })
    const data = {
      from: `r${revision}`,
      revision: `r${revision + 1}`,
      steps,
      gates: [],
      removed: [],
    }
    revision++
    const params = { id: revision, type: 'sequence.changed', data }
    const frame = JSON.stringify({ jsonrpc: '2.0', method: 'event', params })
    for (const client of clients) client.send(frame)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    change,
    close: async () => {
      for (const client of clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}
