import { z } from 'zod'
import { EVENTS } from '../../shared/protocol/events.ts'
import {
  CHAT_PATH,
  DEFAULT_PORT,
  MAX_FRAME_BYTES,
  METHODS,
  SOCKET_PATH,
  SUBPROTOCOL,
  TOKEN_PREFIX,
} from '../../shared/protocol/methods.ts'

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
}

/** A schema in a few words, objects one level deep. */
function words(schema: JsonSchema, depth = 0): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (schema.anyOf) return schema.anyOf.map((option) => words(option, depth)).join(' or ')
  if (schema.type === 'array') return `list of ${words(schema.items ?? {}, depth)}`
  if (schema.type !== 'object') return schema.type ?? 'anything'
  const entries = Object.entries(schema.properties ?? {})
  if (entries.length === 0) return schema.additionalProperties ? 'object' : '{}'
  if (depth > 0) return `{ ${entries.map(([name]) => name).join(', ')} }`
  const fields = entries.map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?'
    return `${name}${optional}: ${words(field, depth + 1)}`
  })
  return `{ ${fields.join(', ')} }`
}

function describe(schema: z.ZodType): string {
  return words(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
}

function rows(all: Readonly<Record<string, readonly z.ZodType[]>>): string[] {
  return Object.entries(all).map(([name, schemas]) =>
    ['', `\`${name}\``, ...schemas.map((schema) => `\`${describe(schema)}\``), '']
      .join(' | ')
      .trim(),
  )
}

/** docs/protocol.md as the schemas have it. */
export function protocolPage(): string {
  const methods = Object.entries(METHODS).map(([name, { params, result }]) => [
    name,
    [params, result],
  ])
  const events = Object.entries(EVENTS).map(([name, data]) => [name, [data]])
  return [
    '# Protocol of the bridge',
    '',
    'This page is made from the schemas; `THREADOS_UPDATE_DOCS=1 npx vitest run tests/docs` writes it anew.',
    '',
    `JSON-RPC 2.0 over a WebSocket at \`ws://127.0.0.1:${DEFAULT_PORT}${SOCKET_PATH}\`, subprotocols \`${SUBPROTOCOL}\` and`,
    `\`${TOKEN_PREFIX}<token>\` (programs send \`Authorization: Bearer <token>\` instead). A frame has at most ${MAX_FRAME_BYTES} bytes.`,
    'A page trades the code of the link that the bridge prints for its token: `POST /api/pair` with `{"code": "…"}`.',
    'Errors carry the failure in `data`: code, message, place, hint, details.',
    '',
    '## Methods',
    '',
    '| method | parameters | result |',
    '|---|---|---|',
    ...rows(Object.fromEntries(methods)),
    '',
    '## Events',
    '',
    'After `session.open` the client gets notifications of the method `event` with `{ id, type, data }`. A client that comes',
    'back sends the last id as `since` and gets what it missed, or a whole state.',
    '',
    '| event | data |',
    '|---|---|',
    ...rows(Object.fromEntries(events)),
    '',
    '## Plain HTTP',
    '',
    'For scripts, with the same tokens. An answer is `{"success": true, "data": …}` or `{"success": false, "error", "code", "details"}`;',
    'what the policy denies is status 403 with the verdict in `details`.',
    '',
    '| request | does |',
    '|---|---|',
    '| `GET /api/sequence`, `GET /api/status` | `sequence.get` |',
    '| `GET /api/status/stream` | server-sent events: `state` first, then every event; `Last-Event-ID` asks for what was missed instead |',
    '| `GET /api/audit?limit=N&before=SEQ&actor=…&action=…` | `audit.list` |',
    '| `GET /api/runs/<runId>/<stepId>` | an attempt as its status.json has it |',
    '| `POST /api/step`, `dep`, `gate`, `group`, `fusion`, `run` | one action: `{"action": "add", …}` at `/api/step` is step.add |',
    '| `POST /api/stop`, `POST /api/restart` | `{"id": …}`: step.stop, step.restart |',
    '| `POST /api/actions/validate`, `POST /api/actions/apply` | the methods of these names |',
    '| `POST /api/token` | a person\'s: a token for an agent, for one run with `{"runId": …}`; it lives for a day |',
    "| `POST /api/token/rotate` | a new token in place of the caller's own |",
    `| \`POST ${CHAT_PATH}\` | a person's: a streamed request to the provider's Messages API with the key of the bridge; \`chat.info\` says whether there is one |`,
    '',
    'The single actions take `confirm` (the id of a confirmation) and `baseRevision` beside their parameters.',
    '',
    `\`POST ${CHAT_PATH}\` takes the fields of the Messages API that the chat uses, \`"stream": true\` among them, and hands on`,
    "`anthropic-version` and `anthropic-beta` besides. The answer is the provider's own, status and errors included. Failures of the",
    "bridge have the provider's shape, with their code and hint in `error.details` (`error_code`, `hint`), which the provider's have not.",
    '',
  ].join('\n')
}
