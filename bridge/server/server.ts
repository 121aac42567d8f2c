import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { FAILURES, type Failure, fail, failureFrom } from '../../shared/failure.ts'
import {
  MAX_FRAME_BYTES,
  SOCKET_PATH,
  SUBPROTOCOL,
  TOKEN_PREFIX,
} from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import { ChatProxy } from '../chat-proxy/chat-proxy.ts'
import { errorCode } from '../local/durable-file.ts'
import { type AccessRules, bearerToken, checkHost, checkOrigin, ownOrigin } from './access.ts'
import { type ApiParts, apiLimits, sendFailure, serveApi } from './api.ts'
import { Connection } from './connection.ts'
import { EventStreams } from './event-stream.ts'
import type { Hub } from './hub.ts'
import { loadStaticFiles, type StaticFile, securityHeaders } from './static-files.ts'
import type { TokenHolder, Tokens } from './tokens.ts'

const MAX_CONNECTIONS = 32
const HEADERS_TIMEOUT_MS = 5000
/** Pieces that one message may come in. */
const MAX_FRAGMENTS = 1024
const MAX_HEADER_BYTES = 16 * 1024

/** What the server is made of. */
export interface ServerParts {
  readonly hub: Hub
  readonly tokens: Tokens
  /** Name of the person at this machine, for approvals. */
  readonly userName: string
  /** Folder of the built app. */
  readonly webFolder: string
  /** Rules of access; they need the port, which is known when the server listens. */
  readonly rules: () => AccessRules
}

/** The bridge's one door to the outside: loopback only. Every check comes before any handler. */
export class BridgeServer {
  readonly #parts: ServerParts
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #api: ApiParts
  readonly #files: ReadonlyMap<string, StaticFile>
  readonly #headers: Map<string, string>

  constructor(parts: ServerParts) {
    this.#parts = parts
    const { provider } = parts.hub.parts
    this.#api = {
      ...parts,
      limits: apiLimits(),
      streams: new EventStreams(parts.hub),
      chat: new ChatProxy(provider.access),
    }
    this.#headers = securityHeaders(provider.origin)
    this.#files = loadStaticFiles(parts.webFolder)
    this.#http = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        requireHostHeader: true,
        connectionsCheckingInterval: 1000,
      },
      (request, response) => void this.#serve(request, response),
    )
    this.#http.headersTimeout = HEADERS_TIMEOUT_MS
    this.#http.requestTimeout = 30_000
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_FRAME_BYTES,
      maxFragments: MAX_FRAGMENTS,
      perMessageDeflate: false,
      handleProtocols: () => SUBPROTOCOL,
    })
    this.#http.on('upgrade', (request, socket, head) =>
      this.#upgrade(request, socket as Socket, head),
    )
  }

  /** Listens on 127.0.0.1; resolves with the port. A port that is taken is a failure, never another port. */
  listen(port: number): Promise<Result<number>> {
    return new Promise((resolve) => {
      this.#http.once('error', (cause) => {
        const isTaken = errorCode(cause) === 'EADDRINUSE'
        const message = isTaken ? `Port ${port} is taken.` : failureFrom(cause).message
        resolve(
          fail('RUNTIME_UNAVAILABLE', message, {
            hint: 'Stop the other program or choose another port with --port N; folders that the browser was given belong to the port.',
            details: { port },
          }),
        )
      })
      this.#http.listen({ host: '127.0.0.1', port }, () => {
        resolve(ok((this.#http.address() as AddressInfo).port))
      })
    })
  }

  /** Closes all connections and stops listening. */
  async close(): Promise<void> {
    this.#api.streams.close()
    for (const client of this.#sockets.clients) client.close(1001, 'the bridge ends')
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve())
      this.#http.closeIdleConnections()
      setTimeout(() => {
        for (const client of this.#sockets.clients) client.terminate()
        this.#http.closeAllConnections()
      }, 500).unref()
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeaders(this.#headers)
    try {
      const host = checkHost(request, this.#parts.rules())
      if (!host.ok) {
        sendFailure(response, host.failure)
        return
      }
      const url = parseTarget(request.url)
      if (!url) {
        sendFailure(response, { code: 'NOT_FOUND', message: 'There is nothing here.' })
        return
      }
      if (url.pathname.startsWith('/api/')) await serveApi(request, response, url, this.#api)
      else this.#serveFile(request, response, url.pathname, host.value)
    } catch (cause) {
      process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
      if (response.headersSent) response.destroy()
      else sendFailure(response, failureFrom(cause))
    }
  }

  #serveFile(request: IncomingMessage, response: ServerResponse, path: string, host: string): void {
    const file = this.#files.get(path)
    if (path === SOCKET_PATH) {
      const status = request.method === 'GET' ? 426 : 405
      response.writeHead(status, { Upgrade: 'websocket' }).end()
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    } else if (!file) {
      sendFailure(response, { code: 'NOT_FOUND', message: `There is no page ${path}.` })
    } else if (host.startsWith('localhost')) {
      // Folder grants and the installed app belong to one origin: there must not be two.
      const location = `${ownOrigin(this.#parts.rules().port)}${path}`
      response.writeHead(308, { Location: location }).end()
    } else if (request.headers['if-none-match'] === file.headers['ETag']) {
      response.writeHead(304, file.headers).end()
    } else {
      response.writeHead(200, file.headers)
      response.end(request.method === 'HEAD' ? undefined : file.body)
    }
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const admitted = this.#admit(request)
    if (!admitted.ok) {
      refuseUpgrade(socket, admitted.failure)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const caller = { ...admitted.value, name: this.#parts.userName }
      new Connection(client, this.#parts.hub, caller)
    })
  }

  /** Who the upgrade comes from, or why it is refused. */
  #admit(request: IncomingMessage): Result<TokenHolder> {
    const rules = this.#parts.rules()
    const host = checkHost(request, rules)
    if (!host.ok) return host
    if (parseTarget(request.url)?.pathname !== SOCKET_PATH || request.method !== 'GET') {
      return fail('NOT_FOUND', 'There is no socket here.')
    }
    const from = checkOrigin(request, rules)
    if (!from.ok) return from
    const protocols = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((p) => p.trim())
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    const isVersion13 = request.headers['sec-websocket-version'] === '13'
    if (!isWebSocket || !isVersion13 || !protocols.includes(SUBPROTOCOL)) {
      return fail(
        'INVALID_PARAMETERS',
        `The socket speaks ${SUBPROTOCOL} over WebSocket version 13.`,
      )
    }
    if (this.#sockets.clients.size >= MAX_CONNECTIONS) {
      return fail('RUNTIME_UNAVAILABLE', 'Too many clients are connected.')
    }
    const named = protocols.find((protocol) => protocol.startsWith(TOKEN_PREFIX))
    const token = named?.slice(TOKEN_PREFIX.length) ?? bearerToken(request)
    return this.#parts.tokens.check(token, from.value.origin)
  }
}

/** The URL of a request target in origin form; absolute and other forms are refused. */
function parseTarget(target: string | undefined): URL | undefined {
  if (!target?.startsWith('/') || target.startsWith('//')) return undefined
  const url = URL.parse(target, 'http://127.0.0.1')
  // A path that reading it changes (dots, escapes) is no path of ours.
  return url && url.pathname === target.split(/[?#]/)[0] ? url : undefined
}

function refuseUpgrade(socket: Socket, failure: Failure): void {
  const { http } = FAILURES[failure.code]
  const body = `${failure.message}\n`
  socket.end(
    [
      `HTTP/1.1 ${http} Refused`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
