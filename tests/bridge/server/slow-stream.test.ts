import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { startBridge } from '../../support/bridge.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

/** So many changes, each with as much text in its audit entry, are more than all buffers on the way together. */
const CHANGES = 30
const TEXT_LENGTH = 500_000

/** A stream of events; `read` counts the audit entries that come until it ends or has them all. */
async function openStream(url: string, token: string) {
  const request = get(`${url}/api/status/stream`, { headers: { Authorization: `Bearer ${token}` } })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.setEncoding('utf8')
  const read = () =>
    new Promise<{ entries: number; isEnded: boolean }>((resolve) => {
      let entries = 0
      let last = ''
      const finish = (isEnded: boolean) => {
        request.destroy()
        resolve({ entries, isEnded })
      }
      answer.on('data', (text: string) => {
        const lines = (last + text).split('\n')
        last = lines.pop() ?? ''
        entries += lines.filter((line) => line === 'event: audit.appended').length
        if (entries === CHANGES) finish(false)
      })
      answer.on('error', () => finish(true))
      answer.on('end', () => finish(true))
      answer.resume()
    })
  return { read, answer }
}

test('who asks for events and never reads is cut off; the other readers get every one', async () => {
  const repo = repoWith(planOf({ a: ['node', '--version'] }))
  const dataFolder = temporaryFolder()
  const user = new Tokens(dataFolder, repo).issue('user', null)
  const bridge = await startBridge({
    repo,
    dataFolder,
    // What piles up for a slow reader would not fit.
    nodeFlags: ['--max-old-space-size=192'],
  })
  onTestFinished(() => bridge.stop())
  const slow = await openStream(bridge.url, user)
  slow.answer.pause()
  const others = await Promise.all([1, 2].map(() => openStream(bridge.url, user)))
  const all = others.map(({ read }) => read())
  const app = await RpcClient.connect(bridge.url, user, null)
  for (let at = 0; at < CHANGES; at += 1) {
    const text = `${at} ${'words and more words '.repeat(TEXT_LENGTH / 21)}`
    await app.call('actions.apply', { actions: [{ action: 'prompt.write', stepId: 'a', text }] })
  }
  app.close()
  expect(await Promise.all(all)).toEqual([
    { entries: CHANGES, isEnded: false },
    { entries: CHANGES, isEnded: false },
  ])
  const { entries, isEnded } = await slow.read()
  expect([isEnded, entries < CHANGES]).toEqual([true, true])
})
