import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { loadStaticFiles, securityHeaders } from '../../bridge/server/static-files.ts'

/** Folder of the built app. */
export const BUILT_APP = resolve(import.meta.dirname, '../../dist/web')

/** A running server and the way to end it. */
export interface FileServer {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves the built app as the bridge does, security policy included, with no bridge behind it. */
export async function serveBuiltApp(): Promise<FileServer> {
  const files = loadStaticFiles(BUILT_APP)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const file = request.method === 'GET' ? files.get(pathname) : undefined
    response.setHeaders(securityHeaders())
    response.writeHead(file ? 200 : 404, file?.headers)
    response.end(file?.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
