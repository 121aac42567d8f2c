/// <reference lib="webworker" />

// Typed as a window by the app's own settings; this file runs as a service worker.
const worker = self as unknown as ServiceWorkerGlobalScope

/** The files of this build and a name for them; the build puts both in. */
declare const __PRECACHE__: { readonly version: string; readonly files: readonly string[] }
const { version, files } = __PRECACHE__
const CACHE = `threados-${version}`

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })))
}

async function removeOldCaches(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('threados-') && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** A stored file. Vary is left out of account: the same file is served whoever asks. */
async function fromCache(request: Request | string): Promise<Response | undefined> {
  return caches.match(request, { ignoreVary: true, ignoreSearch: true })
}

/** The page comes fresh from the server where there is one, so that a new version shows at once. */
async function openPage(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    const stored = await fromCache('/')
    if (stored) return stored
    throw cause
  }
}

async function openFile(request: Request): Promise<Response> {
  return (await fromCache(request)) ?? fetch(request)
}

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(removeOldCaches()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (url.pathname.startsWith('/api/')) return
  event.respondWith(request.mode === 'navigate' ? openPage(request) : openFile(request))
})
