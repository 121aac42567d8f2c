import { Tokens } from '../../bridge/server/tokens.ts'
import type { Failure } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import type { Actor } from '../../shared/schema/audit-entry.ts'
import { startBridge } from './bridge.ts'
import { connectMcp } from './mcp-client.ts'
import { RpcClient } from './rpc-client.ts'
import { seqctlIn } from './seqctl.ts'

/** The same wish as an action and as a command line. */
export interface Wish {
  readonly action: RawAction
  readonly argv: readonly string[]
}

/** What a path answered: `ok`, or the code of the failure with what a question has. */
export interface Outcome {
  readonly code: string
  readonly id?: string
  readonly hash?: string
}

/** One way by which somebody can ask for a change. */
export interface AskingPath {
  ask(wish: Wish, confirm?: string): Promise<Outcome>
  /** Tries every way there is by which it could answer its own question; gives the codes. */
  sayYes(question: Outcome): Promise<readonly string[]>
  close(): Promise<void>
}

/** Where a path is opened. */
export interface AskingPlace {
  readonly root: string
  readonly dataFolder: string
}

/** What a question says of itself in a failure. */
export interface Details {
  readonly id?: string
  readonly hash?: string
}

/** What a failure's code and details come to. */
export function refused(code: string | undefined, details: Details = {}): Outcome {
  const { id, hash } = details
  return { code: code ?? 'ok', ...(id && hash ? { id, hash } : {}) }
}

/** `seqctl` without a terminal. */
export function openCli({ root, dataFolder }: AskingPlace, actor: Actor): AskingPath {
  const seqctl = seqctlIn(root, dataFolder, { THREADOS_ACTOR: actor })
  return {
    ask: async ({ argv }, confirm) => {
      const { json } = await seqctl(...(confirm ? ['--confirm', confirm] : []), ...argv)
      return refused(json.code, json.details)
    },
    sayYes: async ({ id = '' }) => [(await seqctl('confirm', id)).json.code ?? 'ok'],
    close: async () => undefined,
  }
}

/** The bridge, over its WebSocket or plain HTTP, with a token of this actor. */
export async function openBridge(
  place: AskingPlace,
  actor: Actor,
  over: 'socket' | 'http',
): Promise<AskingPath> {
  const { root, dataFolder } = place
  const token = new Tokens(dataFolder, root).issue(actor, null)
  const bridge = await startBridge({ repo: root, dataFolder })
  const client = await RpcClient.connect(bridge.url, token, null)
  const close = async () => {
    client.close()
    await bridge.stop()
  }
  const codeOf = (call: Promise<unknown>): Promise<Outcome> =>
    call.then(
      () => ({ code: 'ok' }),
      ({ cause }: { cause: Failure }) => refused(cause.code, cause.details),
    )
  const post = async (path: string, body: unknown) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const answer = await fetch(`${bridge.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const { code, details } = (await answer.json()) as {
      code?: string
      details?: { details?: Details }
    }
    return refused(code, details?.details)
  }
  if (over === 'http') {
    return {
      ask: ({ action }, confirm) =>
        post('/api/actions/apply', {
          actions: [action],
          ...(confirm ? { confirm: [confirm] } : {}),
        }),
      sayYes: async ({ id, hash }) => [
        (await post('/api/confirmation/answer', { id })).code,
        (await post('/api/confirmation/grant', { hash })).code,
      ],
      close,
    }
  }
  return {
    ask: ({ action }, confirm) =>
      codeOf(
        client.call('actions.apply', {
          actions: [action],
          ...(confirm ? { confirm: [confirm] } : {}),
        }),
      ),
    sayYes: async ({ id = '', hash = '' }) => {
      // A person may in the app, and only what was shown there: nothing has been.
      const listed = actor === 'user' ? [] : [client.call('confirmation.list', {})]
      const answers = [
        ...listed,
        client.call('confirmation.answer', { id }),
        client.call('confirmation.grant', { hash }),
      ]
      return (await Promise.all(answers.map(codeOf))).map(({ code }) => code)
    },
    close,
  }
}

/** `seqctl mcp`, as agents have it. */
export async function openMcp({ root, dataFolder }: AskingPlace): Promise<AskingPath> {
  const mcp = await connectMcp(root, dataFolder)
  return {
    ask: async ({ action }, confirmation) => {
      const proposed = await mcp.call('propose_actions', { actions: [action] })
      const { token } = proposed.json.data as { token: string }
      const { json } = await mcp.call('apply_proposal', {
        token,
        ...(confirmation ? { confirmation } : {}),
      })
      return refused(json.code, (json.details as { details?: Details } | undefined)?.details)
    },
    sayYes: async ({ id }) => {
      const { tools } = await mcp.client.listTools()
      const answering = tools.filter(({ name }) => /confirm|grant|answer|allow/.test(name))
      const called = await mcp.client
        .callTool({ name: 'confirm', arguments: { id } })
        .then(({ isError }) => (isError ? 'no such tool' : 'ok'))
        .catch(() => 'no such tool')
      return [called, ...answering.map(({ name }) => name)]
    },
    close: () => mcp.close(),
  }
}
