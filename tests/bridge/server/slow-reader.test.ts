import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { startBridge } from '../../support/bridge.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

/** So many answers of half a megabyte and more are larger than all buffers on the way together. */
const CALLS = 120

function largePlan(): string {
  const steps = Array.from(
    { length: 2500 },
    (_, at) =>
      `  - { id: s${at}, name: "${'A step with a long name '.repeat(8)}${at}", type: base, model: codex }\n`,
  )
  return `version: "1.0"\nname: Large\nsteps:\n${steps.join('')}`
}

test('who asks and never reads is cut off, and the others are served all the while', async () => {
  const repo = repoWith(largePlan())
  const dataFolder = temporaryFolder()
  const user = new Tokens(dataFolder, repo).issue('user', null)
  const bridge = await startBridge({
    repo,
    dataFolder,
    // What piles up for a slow reader would not fit.
    nodeFlags: ['--max-old-space-size=192'],
  })
  onTestFinished(() => bridge.stop())
  const slow = new WebSocket(`${bridge.url.replace('http', 'ws')}/bridge`, [
    'threados.v1',
    `threados.token.${user}`,
  ])
  await once(slow, 'open')
  let answers = 0
  slow.on('message', () => {
    answers += 1
  })
  slow.pause()
  for (let id = 1; id <= CALLS; id += 1) {
    slow.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'sequence.get', params: {} }))
  }
  const other = await RpcClient.connect(bridge.url, user, null)
  const state = await other.call('sequence.get', {})
  expect(state.sequence?.steps).toHaveLength(2500)
  other.close()
  const closed = once(slow, 'close')
  slow.resume()
  const [code] = await closed
  expect(code).toBe(1013)
  expect(answers).toBeLessThan(CALLS)
}, 120_000)
