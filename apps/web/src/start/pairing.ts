import { z } from 'zod'
import { fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'

const TOKEN_KEY = 'threados.token'

/**
 * The one-time code in the page's address, if there is one. It is taken out of the address and the browser's
 * history at once, before anything else happens.
 */
export function takePairingCode(
  place: Pick<Location, 'hash' | 'pathname' | 'search'>,
  past: Pick<History, 'replaceState'>,
): string | undefined {
  const code = /^#pair=([A-Za-z0-9-]{4,64})$/.exec(place.hash)?.[1]
  if (place.hash.startsWith('#pair')) past.replaceState(null, '', place.pathname + place.search)
  return code
}

/** The token of this browser, when it was paired before. */
export function readToken(): string | undefined {
  return localStorage.getItem(TOKEN_KEY) ?? undefined
}

/** Forgets a token that the bridge no longer takes. */
export function forgetToken(): void {
  localStorage.removeItem(TOKEN_KEY)
}

const RefusalSchema = z.object({
  error: z.string(),
  details: z.object({ hint: z.string().optional() }).optional(),
})
const TokenSchema = z.object({ token: z.string().min(1) })

/** Trades a pairing code for this browser's token and keeps it. The bridge takes each code once. */
export async function pair(code: string): Promise<Result<string>> {
  let response: Response
  try {
    response = await fetch('/api/pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
  } catch {
    return fail('BRIDGE_UNREACHABLE', 'No bridge answers at this address.', {
      hint: 'Start it with "npm start" or "seqctl bridge start".',
    })
  }
  const body: unknown = await response.json().catch(() => undefined)
  const paired = TokenSchema.safeParse(body)
  if (response.ok && paired.success) {
    localStorage.setItem(TOKEN_KEY, paired.data.token)
    return ok(paired.data.token)
  }
  const refusal = RefusalSchema.safeParse(body)
  if (!refusal.success) return fail('BRIDGE_UNREACHABLE', 'What serves this page is no bridge.')
  return fail('UNAUTHORIZED', refusal.data.error, { hint: refusal.data.details?.hint })
}

/** What the server of this page is: a bridge that takes the token, one that does not, or none. */
export type BridgeAnswer = 'accepted' | 'refused' | 'none'

/**
 * Asks the server of this page by a call that has no content: a bridge refuses it, either for the token or,
 * when that is good, for the missing content. A plain file server, or none, has no such call.
 */
export async function askBridge(token: string | undefined): Promise<BridgeAnswer> {
  try {
    const response = await fetch('/api/actions/validate', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: '{}',
    })
    const body: unknown = await response.json()
    if (!RefusalSchema.safeParse(body).success) return 'none'
    return response.status === 401 ? 'refused' : 'accepted'
  } catch {
    return 'none'
  }
}

/** True when a bridge serves this page. */
export async function findBridge(): Promise<boolean> {
  return (await askBridge(readToken())) !== 'none'
}
