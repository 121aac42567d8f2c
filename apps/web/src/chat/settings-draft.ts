import { fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import type { Prices } from './chat-settings.ts'
import { isPrivate } from './open-model.ts'

/** The prices in the order of the form. */
export const PRICE_FIELDS = [
  { name: 'input', label: 'Sent' },
  { name: 'output', label: 'Received' },
  { name: 'cacheRead', label: 'Cache, read' },
  { name: 'cacheWrite', label: 'Cache, written' },
] as const satisfies readonly { readonly name: keyof Prices; readonly label: string }[]

/** Prices as they are typed. */
export type PriceTexts = Readonly<Record<keyof Prices, string>>

/** What the form begins with. */
export function textsOf(prices: Prices | undefined): PriceTexts {
  const text = (name: keyof Prices) => (prices ? String(prices[name]) : '')
  return {
    input: text('input'),
    output: text('output'),
    cacheRead: text('cacheRead'),
    cacheWrite: text('cacheWrite'),
  }
}

/** The prices that were typed: none when every field is empty; an empty one beside others costs nothing. */
export function pricesOf(texts: PriceTexts): Result<Prices | undefined> {
  if (Object.values(texts).every((text) => text.trim() === '')) return ok(undefined)
  const number = (text: string) => Number(text.trim().replace(',', '.'))
  const prices = {
    input: number(texts.input),
    output: number(texts.output),
    cacheRead: number(texts.cacheRead),
    cacheWrite: number(texts.cacheWrite),
  }
  const isPrice = (price: number) => Number.isFinite(price) && price >= 0 && price <= 1_000_000
  return Object.values(prices).every(isPrice) ? ok(prices) : fail('USAGE', 'A price is a number.')
}

/** Why a key can't be sent to this address; undefined when it can, and for an empty field. */
export function baseUrlProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined
  const url = URL.parse(text.trim())
  if (!url) return 'This is no address, such as https://api.anthropic.com.'
  return isPrivate(url) ? undefined : 'A key is sent over https only, or to this computer itself.'
}
