import type { ChatTrouble } from './chat.ts'
import { type ModelClient, type ModelWay, NO_TOKENS } from './model-client.ts'

function setup(sentence: string, wayOut: string): ModelClient {
  const trouble: ChatTrouble = { kind: 'setup', sentence, wayOut }
  return { stream: async () => ({ kind: 'trouble', trouble, tokens: NO_TOKENS }) }
}

/** True for what a key may be sent to: nobody on the way can read it. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}

/** Why this way can't work, as a model that says so; undefined when nothing speaks against it. */
function refuse(way: ModelWay): ModelClient | undefined {
  if (way.answerer === 'bridge') return undefined
  const url = URL.parse(way.baseUrl)
  if (!url || !isPrivate(url)) {
    return setup(
      'The base URL is no address that a key may be sent to.',
      "Enter one with https (http only for this computer) in the chat's settings.",
    )
  }
  if (way.key === '') {
    return setup('There is no key yet.', "Enter one in the chat's settings.")
  }
  return /^[\x21-\x7e]+$/.test(way.key)
    ? undefined
    : setup('The key has characters that no key has.', "Enter it once more in the chat's settings.")
}

/** Makes a model client. What speaks to the model is loaded now and not before: few people need it at once. */
export async function openModel(way: ModelWay): Promise<ModelClient> {
  const refused = refuse(way)
  if (refused) return refused
  // A page that lost its server, or whose server has a newer build, can't load it.
  const loaded = await import('./anthropic-client.ts').catch(() => undefined)
  return (
    loaded?.anthropicClient(way) ??
    setup(
      'The part of the app that speaks to models could not be loaded.',
      'Check the connection and load the page again.',
    )
  )
}
