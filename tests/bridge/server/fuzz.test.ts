import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningBridge, startBridge } from '../../support/bridge.ts'
import { FrameFuzzer } from '../../support/fuzz-frames.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { makeTokenRepo, type TokenRepo } from '../../support/token-repo.ts'

/** `npm run test:fuzz` sends all of them; elsewhere a slice that takes a few seconds. */
const IS_FULL = process.env['npm_lifecycle_event'] === 'test:fuzz'
const FRAMES = Number(process.env['THREADOS_FUZZ_FRAMES'] ?? (IS_FULL ? 100_000 : 6000))
const SEED = Number(process.env['THREADOS_FUZZ_SEED'] ?? 20_260_207)
const MOST_A_CONNECTION = 60
const AT_ONCE = 8

let made: TokenRepo
let bridge: RunningBridge
let user: string
let agent: string

beforeAll(async () => {
  made = makeTokenRepo(planOf({ a: ['node', '--version'] }))
  const { repo, dataFolder } = made
  user = made.user
  agent = made.agent
  // With so little room the collector can't put its work off, and what is kept for each frame ends the bridge soon.
  bridge = await startBridge({ repo, dataFolder, nodeFlags: ['--max-old-space-size=64'] })
}, 60_000)

afterAll(async () => {
  await bridge.stop()
  made.remove()
})

/** Memory of the bridge that lies in RAM, in MiB. */
function residentMiB(): number {
  const status = readFileSync(`/proc/${bridge.process.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

function handshake(): Buffer {
  return Buffer.from(
    [
      'GET /bridge HTTP/1.1',
      `Host: 127.0.0.1:${bridge.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: threados.v1',
      `Authorization: Bearer ${agent}`,
      '',
      '',
    ].join('\r\n'),
  )
}

/** Sends frames over one connection until all are sent or the bridge has had enough; gives how many. */
async function attack(fuzzer: FrameFuzzer, count: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port: bridge.port })
  socket.on('error', () => undefined)
  socket.resume()
  await once(socket, 'connect')
  socket.write(handshake())
  let sent = 0
  while (sent < count && !socket.destroyed && socket.writable) {
    const isTaken = socket.write(fuzzer.next())
    sent += 1
    if (!isTaken) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
  }
  socket.end()
  if (!socket.destroyed) {
    const end = setTimeout(() => socket.destroy(), 2000)
    await once(socket, 'close')
    clearTimeout(end)
  }
  return sent
}

test(`${FRAMES} hostile frames leave the bridge alive, its memory flat and the plan as it was`, async () => {
  const fuzzer = new FrameFuzzer(SEED)
  const memory: number[] = []
  let sent = 0
  while (sent < FRAMES) {
    const counts = Array.from({ length: AT_ONCE }, () => 1 + fuzzer.below(MOST_A_CONNECTION))
    const all = await Promise.all(counts.map((count) => attack(fuzzer, count)))
    sent += all.reduce((sum, count) => sum + count, 0)
    memory.push(residentMiB())
  }
  const client = await RpcClient.connect(bridge.url, user, null)
  const state = await client.call('sequence.get', {})
  client.close()
  expect(state.sequence?.steps.map(({ id }) => id)).toEqual(['a'])
  expect(state.attempts).toEqual({})
  // A garbage collector works in waves: what counts is that the last third is no higher than the middle one.
  const third = Math.floor(memory.length / 3)
  const middle = Math.max(...memory.slice(third, 2 * third))
  const last = Math.max(...memory.slice(2 * third))
  process.stdout.write(`${sent} frames, memory ${middle.toFixed(0)} then ${last.toFixed(0)} MiB\n`)
  expect(last).toBeLessThan(middle * 1.25 + 16)
}, 1_800_000)
