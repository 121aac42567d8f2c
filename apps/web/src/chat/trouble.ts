import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk'
import { FAILURES } from '../../../../shared/failure.ts'
import { redactText } from '../../../../shared/policy/redact.ts'
import type { ChatTrouble, TroubleKind } from './chat.ts'

/** What was asked, as far as its trouble has to name it. */
export interface AskedModel {
  readonly answerer: 'key' | 'bridge'
  /** Host of the model's address. */
  readonly host: string
  readonly model: string
  /** What no sentence may hold, whoever repeats it. */
  readonly secret: string
  /** True when a part of the answer had arrived. */
  readonly hasBegun: boolean
}

const LONGEST_WORDS = 300
const RETRY = 'Retry sends your message again.'
const SETTINGS = "the chat's settings"

/** Kinds by what the API calls them; an error inside a stream has this and no status. */
const BY_TYPE: Readonly<Record<string, TroubleKind>> = {
  invalid_request_error: 'request',
  authentication_error: 'key',
  billing_error: 'forbidden',
  permission_error: 'forbidden',
  not_found_error: 'model',
  request_too_large: 'too-large',
  rate_limit_error: 'rate',
  timeout_error: 'timeout',
  api_error: 'server',
  overloaded_error: 'overloaded',
}

const BY_STATUS: Readonly<Record<number, TroubleKind>> = {
  400: 'request',
  401: 'key',
  402: 'forbidden',
  403: 'forbidden',
  404: 'model',
  408: 'timeout',
  413: 'too-large',
  422: 'request',
  429: 'rate',
  504: 'timeout',
  529: 'overloaded',
}

/** The status decides where there is one: a gateway in between may not know the API's words. */
function kindOf({ status, type }: APIError): TroubleKind {
  if (status === undefined) return BY_TYPE[type ?? ''] ?? 'server'
  return BY_STATUS[status] ?? (status >= 500 ? 'server' : 'setup')
}

/** Somebody else's words without secrets, short, and without the full stop that follows here. */
function cleaned(words: string, secret: string): string {
  const open = secret === '' ? words : words.replaceAll(secret, '…')
  const text = redactText(open).replaceAll(/\s+/g, ' ').trim()
  const short = text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…` : text
  return short.replace(/\.$/, '')
}

function waitWords(headers: Headers | undefined): string {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN)
  return seconds >= 1 && seconds <= 86_400 ? `Wait ${Math.ceil(seconds)} s, then retry.` : ''
}

function noConnection({ answerer, host, hasBegun }: AskedModel): ChatTrouble {
  const kind = 'connection'
  if (hasBegun) {
    return {
      kind,
      sentence: 'The connection broke off in the middle of the answer.',
      wayOut: RETRY,
    }
  }
  if (answerer === 'bridge') {
    return {
      kind,
      sentence: 'There is no connection to the bridge.',
      wayOut: 'Start it with "npm start" or "seqctl bridge start", then retry.',
    }
  }
  // A browser does not tell a page that its own policy was what stopped a request.
  return {
    kind,
    sentence: `There is no connection to ${host}.`,
    wayOut: `Check your network and the base URL in ${SETTINGS}: besides api.anthropic.com this page may only reach the ANTHROPIC_BASE_URL that the bridge was started with.`,
  }
}

function noAnswer({ host }: AskedModel, what: string): ChatTrouble {
  return {
    kind: 'setup',
    sentence: `${host} answered ${what}, which is no answer of a model.`,
    wayOut: `Check the base URL in ${SETTINGS}.`,
  }
}

/** The two sentences for each kind that the API itself tells. */
function told(error: APIError, asked: AskedModel, kind: TroubleKind): ChatTrouble {
  const { answerer, host, model } = asked
  const words = error.apiMessage ?? ''
  const because = words === '' ? '.' : `: ${cleaned(words, asked.secret)}.`
  const isOwn = answerer === 'key'
  switch (kind) {
    case 'request':
      return {
        kind,
        sentence: `The model did not take the request${because}`,
        wayOut: `Check the model in ${SETTINGS}, or clear the conversation and ask anew.`,
      }
    case 'key':
      return {
        kind,
        sentence: isOwn ? 'Your key was not accepted.' : "The bridge's key was not accepted.",
        wayOut: isOwn
          ? `Enter a valid key in ${SETTINGS}.`
          : 'Start the bridge with a valid ANTHROPIC_API_KEY, or enter a key of your own.',
      }
    case 'forbidden':
      return {
        kind,
        sentence: `The key may not do this${because}`,
        wayOut: "Check the account's credit and what the key may do, or choose another model.",
      }
    case 'model':
      return {
        kind,
        sentence: `There is no model "${model}" at ${host}.`,
        wayOut: `Choose another model, or check the base URL, in ${SETTINGS}.`,
      }
    case 'too-large':
      return {
        kind,
        sentence: 'The conversation is too large for one request.',
        wayOut: 'Clear it, or attach less.',
      }
    case 'rate':
      return {
        kind,
        sentence: 'The limit of requests or tokens a minute is reached.',
        wayOut: waitWords(error.headers) || 'Wait a minute, then retry.',
      }
    case 'overloaded':
      return {
        kind,
        sentence: 'The model is overloaded.',
        wayOut: waitWords(error.headers) || 'Wait a moment, then retry, or choose another model.',
      }
    case 'timeout':
      return { kind, sentence: 'The model took too long to answer.', wayOut: RETRY }
    case 'setup':
      return noAnswer(asked, `with status ${error.status}`)
    default:
      return {
        kind: 'server',
        sentence: `The model's server failed${because}`,
        wayOut: 'Wait a moment, then retry.',
      }
  }
}

/** A failure of the bridge itself, which has a code of ours and says what to do. */
function bridgeTrouble(error: APIError, asked: AskedModel): ChatTrouble | undefined {
  const { errorCode, details, apiMessage } = error
  if (asked.answerer !== 'bridge' || !errorCode || !Object.hasOwn(FAILURES, errorCode)) return
  const kind = errorCode === 'UNAUTHORIZED' ? 'setup' : kindOf(error)
  const hint = details && 'hint' in details ? details['hint'] : undefined
  return {
    kind,
    sentence: apiMessage ?? 'The bridge refused the request.',
    wayOut: typeof hint === 'string' ? hint : RETRY,
  }
}

/** What went wrong, without regard to secrets. Classes are compared, never their names, which a build shortens. */
function troubleIn(cause: unknown, asked: AskedModel): ChatTrouble {
  if (cause instanceof APIConnectionTimeoutError) {
    return {
      kind: 'timeout',
      sentence: 'The model did not begin to answer in time.',
      wayOut: RETRY,
    }
  }
  if (cause instanceof APIConnectionError) return noConnection(asked)
  if (cause instanceof APIError) {
    return bridgeTrouble(cause, asked) ?? told(cause, asked, kindOf(cause))
  }
  // What else the SDK throws says that the stream ended early or was none.
  return asked.hasBegun ? noConnection(asked) : noAnswer(asked, 'with something else')
}

/** True when the request was stopped on purpose, which is no trouble. */
export function isStopped(cause: unknown): boolean {
  return cause instanceof APIUserAbortError
}

/** Turns what the SDK throws into what happened and what to do about it. */
export function troubleOf(cause: unknown, asked: AskedModel): ChatTrouble {
  const { kind, sentence, wayOut } = troubleIn(cause, asked)
  const safe = (text: string) => {
    const open = asked.secret === '' ? text : text.replaceAll(asked.secret, '…')
    return redactText(open)
  }
  return { kind, sentence: safe(sentence), wayOut: safe(wayOut) }
}
