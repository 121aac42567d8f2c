import type { IncomingMessage } from 'node:http'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** What the server lets in: its own port, and origins besides its own that a person listed. */
export interface AccessRules {
  readonly port: number
  readonly extraOrigins: readonly string[]
}

/** The origin under which the bridge serves the app. */
export function ownOrigin(port: number): string {
  return `http://127.0.0.1:${port}`
}

function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    if (request.rawHeaders[index]?.toLowerCase() === name) {
      values.push(request.rawHeaders[index + 1] ?? '')
    }
  }
  return values
}

/** Refuses a Host header that is not exactly one loopback name with our port (DNS rebinding). */
export function checkHost(request: IncomingMessage, rules: AccessRules): Result<string> {
  const hosts = headerValues(request, 'host')
  const [host] = hosts
  const allowed = [`127.0.0.1:${rules.port}`, `localhost:${rules.port}`]
  if (hosts.length === 1 && host !== undefined && allowed.includes(host)) return ok(host)
  return fail('FORBIDDEN_ORIGIN', 'The Host header does not name this bridge.')
}

/** How a request came: from a page of an allowed origin, or from a program that is no browser. */
export type Provenance = { readonly origin: string } | { readonly origin: undefined }

/**
 * Refuses requests that a browser sends for a page of another origin. A request without an Origin passes only
 * when nothing says that it came from a browser.
 */
export function checkOrigin(request: IncomingMessage, rules: AccessRules): Result<Provenance> {
  const origins = headerValues(request, 'origin')
  const site = headerValues(request, 'sec-fetch-site')
  const [origin] = origins
  if (site.some((value) => value !== 'same-origin' && value !== 'none')) {
    return fail('FORBIDDEN_ORIGIN', 'A page of another site may not talk to the bridge.')
  }
  if (origins.length === 0) {
    return site.length === 0
      ? ok({ origin: undefined })
      : fail('FORBIDDEN_ORIGIN', 'A page must say its origin.')
  }
  const allowed = [ownOrigin(rules.port), `http://localhost:${rules.port}`, ...rules.extraOrigins]
  return origins.length === 1 && origin !== undefined && allowed.includes(origin)
    ? ok({ origin })
    : fail('FORBIDDEN_ORIGIN', 'A page of this origin may not talk to the bridge.')
}

/** The token of an Authorization header; undefined when there is none of the right form. */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
}
