import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pairWith } from '../support/bridge.ts'
import { planOf } from '../support/plans.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { expect, test } from '../support/web-fixtures.ts'

test('a page of another origin can neither read nor change anything, even with a stolen token', async ({
  page,
  folder,
  bridgeFor,
  complaints,
}) => {
  const repo = join(folder, 'repo')
  writeFiles(repo, { '.threados/sequence.yaml': planOf({ a: ['node', '--version'] }) })
  const bridge = await bridgeFor(repo, 'direct')
  const token = await pairWith(bridge, bridge.linkCode)
  const hostile = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<title>hostile</title>')
  })
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve))
  const plan = join(repo, '.threados/sequence.yaml')
  const before = readFileSync(plan, 'utf8')

  await page.goto(`http://127.0.0.1:${(hostile.address() as AddressInfo).port}/`)
  const outcomes = await page.evaluate(
    async ({ url, secret }) => {
      const socket = (protocols: string[]) =>
        new Promise<string>((resolve) => {
          const ws = new WebSocket(`${url.replace('http', 'ws')}/bridge`, protocols)
          ws.onopen = () => resolve('opened')
          ws.onerror = () => resolve('refused')
        })
      const request = async (path: string, init: RequestInit) => {
        try {
          const answer = await fetch(`${url}${path}`, init)
          return answer.type === 'opaque' ? 'opaque' : `read ${answer.status}`
        } catch {
          return 'refused'
        }
      }
      const body = JSON.stringify({ actions: [{ action: 'run.runnable' }] })
      const json = { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` }
      return [
        await socket(['threados.v1']),
        await socket(['threados.v1', `threados.token.${secret}`]),
        await request('/api/sequence', {}),
        await request('/api/sequence', { headers: { Authorization: `Bearer ${secret}` } }),
        await request('/api/actions/apply', { method: 'POST', headers: json, body }),
        await request('/api/actions/apply', { method: 'POST', mode: 'no-cors', body }),
      ]
    },
    { url: bridge.url, secret: token },
  )
  hostile.close()
  expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'refused'])
  expect(readFileSync(plan, 'utf8')).toBe(before)
  const own = await fetch(`${bridge.url}/api/status`, {
    headers: { Origin: bridge.url, Authorization: `Bearer ${token}` },
  })
  const status: { data: { attempts: object } } = await own.json()
  expect(status.data.attempts).toEqual({})
  complaints.list.length = 0
})
