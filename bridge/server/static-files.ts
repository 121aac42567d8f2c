import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Only our own scripts run, and the page talks to nobody but the bridge and the model provider. */
function contentSecurityPolicy(providers: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    ["connect-src 'self' https://api.anthropic.com", ...providers].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every answer. `provider` is the origin of a model provider besides the usual one. */
export function securityHeaders(provider?: string): Map<string, string> {
  return new Map([
    ['Content-Security-Policy', contentSecurityPolicy(provider === undefined ? [] : [provider])],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
  ])
}

/** One file of the built app, ready to send. */
export interface StaticFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

function loadFile(path: string, url: string): StaticFile {
  const body = readFileSync(path)
  const isImmutable = url.startsWith('/assets/')
  return {
    body,
    headers: {
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      'Cache-Control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    },
  }
}

/**
 * The built app by URL path, read once at start: a request can only name what is in the table, so no path can
 * lead out of the folder.
 */
export function loadStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(folder)) return files
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (!statSync(path).isFile()) continue
    const url = `/${name.replaceAll('\\', '/')}`
    files.set(url, loadFile(path, url))
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  return files
}
