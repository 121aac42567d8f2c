import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { extname, join } from 'node:path'
import { build } from 'vite'
import { layOut } from '../../apps/web/src/canvas/layout.ts'
import { layoutInputOf } from '../../apps/web/src/canvas/layout-input.ts'
import { nodeStatus } from '../../shared/schema/defaults.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { FileServer } from '../support/web-server.ts'

const PACKAGES = ['react@19.3.1', 'react-dom@19.3.1', '@xyflow/react@12.12.1']
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'threados-bench-ui')
const PAGE = `<!doctype html><meta charset="utf-8"><title>Reference</title>
<style>html,body,#root{margin:0;height:100%}.card{box-sizing:border-box;width:224px;height:88px;padding:9px;border:1px solid #888;
border-left:3px solid #48f;border-radius:6px;background:#fff;display:flex;flex-direction:column;font:13px sans-serif}
.chip{margin-top:auto}.FAILED{color:#c00}.DONE{color:#080}</style>
<div id="root"></div><script type="module" src="./page.js"></script>`
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** Installs and builds the reference page in a cache folder outside of the repository; gives its folder. */
async function builtReference(): Promise<string> {
  mkdirSync(CACHE, { recursive: true })
  const list = join(CACHE, 'installed')
  if (!existsSync(list) || readFileSync(list, 'utf8') !== PACKAGES.join()) {
    writeFileSync(join(CACHE, 'package.json'), '{"private":true,"type":"module"}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES], {
      cwd: CACHE,
      stdio: 'inherit',
    })
    writeFileSync(list, PACKAGES.join())
  }
  copyFileSync(join(import.meta.dirname, 'reference-page.js'), join(CACHE, 'page.js'))
  writeFileSync(join(CACHE, 'index.html'), PAGE)
  await build({
    root: CACHE,
    configFile: false,
    logLevel: 'warn',
    mode: 'production',
    build: { target: 'es2022' },
  })
  return join(CACHE, 'dist')
}

/** The plan as React Flow wants it, at the places that the app's own layout gives. */
function graphOf(sequence: Sequence) {
  const layout = layOut(layoutInputOf(sequence))
  const all = [...sequence.steps, ...sequence.gates]
  return {
    nodes: all.map((node) => {
      const { x = 0, y = 0, width, height } = layout.nodes.get(node.id) ?? {}
      const data = { id: node.id, name: node.name, status: nodeStatus(node) }
      return { id: node.id, type: 'card', position: { x, y }, width, height, data }
    }),
    edges: layout.edges.map(({ id, from, to }) => ({ id, source: from, target: to })),
  }
}

/** Serves the React Flow page with this plan. */
export async function startReference(sequence: Sequence): Promise<FileServer> {
  const folder = await builtReference()
  const graph = JSON.stringify(graphOf(sequence))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = join(folder, pathname === '/' ? 'index.html' : pathname)
    const body = pathname === '/graph.json' ? graph : existsSync(path) ? readFileSync(path) : ''
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/json' })
    response.end(body)
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
