import { makePersisted } from '@solid-primitives/storage'
import type { Accessor } from 'solid-js'
import { createRoot, createSignal } from 'solid-js'
import { z } from 'zod'
import { remembered } from '../state/remembered.ts'
import type { ChatUsage } from './chat.ts'

/** Who shall answer; `auto` takes the user's key, else the model behind the bridge, else the command language. */
export const CHAT_WAYS = ['auto', 'bridge', 'key', 'off'] as const
export type ChatWay = (typeof CHAT_WAYS)[number]

export const DEFAULT_MODEL = 'claude-opus-5-5'
export const DEFAULT_BASE_URL = 'https://api.anthropic.com'

const PriceSchema = z.number().min(0).max(1_000_000)
const PricesSchema = z.object({
  input: PriceSchema,
  output: PriceSchema,
  cacheRead: PriceSchema,
  cacheWrite: PriceSchema,
})

/** US dollars for a million tokens, as the user has entered them. */
export type Prices = z.infer<typeof PricesSchema>

/** How one likes the chat; kept on this device and sent nowhere but to the model's own address. */
export interface ChatSettings {
  readonly way: Accessor<ChatWay>
  readonly setWay: (way: ChatWay) => void
  /** The user's own key; empty when there is none. */
  readonly key: Accessor<string>
  readonly setKey: (key: string) => void
  readonly model: Accessor<string>
  readonly setModel: (model: string) => void
  readonly baseUrl: Accessor<string>
  readonly setBaseUrl: (url: string) => void
  readonly prices: Accessor<Prices | undefined>
  readonly setPrices: (prices: Prices | undefined) => void
}

/** A text that this device remembers; emptied it is `initial` again, and nothing is kept. */
function rememberedText(name: string, initial: string) {
  const [value, setValue] = makePersisted(createSignal<string>(initial), {
    name: `threados.chat-${name}`,
    serialize: (text: string) => text,
    deserialize: (text: string) => text.trim() || initial,
  })
  const set = (text: string) => {
    const next = text.trim()
    setValue(() => next || initial)
    // A key that was taken out must not lie around, not even as an empty word.
    if (next === '') localStorage.removeItem(`threados.chat-${name}`)
  }
  return [value, set] as const
}

function readPrices(text: string): Prices | undefined {
  try {
    return PricesSchema.safeParse(JSON.parse(text)).data
  } catch {
    // Not ours: without prices tokens are counted and no cost is told.
    return undefined
  }
}

/** The chat's settings of this device. */
export function createChatSettings(): ChatSettings {
  const [way, setWay] = remembered<ChatWay>('chat-way', CHAT_WAYS, 'auto')
  const [key, setKey] = rememberedText('key', '')
  const [model, setModel] = rememberedText('model', DEFAULT_MODEL)
  const [baseUrl, setBaseUrl] = rememberedText('base-url', DEFAULT_BASE_URL)
  const [prices, setPrices] = makePersisted(createSignal<Prices>(), {
    name: 'threados.chat-prices',
    serialize: (value: Prices | undefined) => JSON.stringify(value ?? null),
    deserialize: readPrices,
  })
  return {
    way,
    setWay,
    key,
    setKey,
    model,
    setModel,
    baseUrl,
    setBaseUrl,
    prices,
    setPrices: (next) => void setPrices(() => next),
  }
}

let shared: ChatSettings | undefined

/** The one set of settings for the whole page, made when the chat is first used. */
export function chatSettings(): ChatSettings {
  shared ??= createRoot(createChatSettings)
  return shared
}

/** What the tokens cost by the user's own prices; undefined without prices, since nobody else knows them here. */
export function costOf(usage: ChatUsage, prices: Prices | undefined): number | undefined {
  if (!prices) return undefined
  const { input, output, cacheRead, cacheWrite } = usage
  const total =
    input * prices.input +
    output * prices.output +
    cacheRead * prices.cacheRead +
    cacheWrite * prices.cacheWrite
  return total / 1_000_000
}
