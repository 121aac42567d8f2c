import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LogCalls, LogFollower } from '../../../apps/web/src/bridge-client/log-follower.ts'
import type { LogPlace } from '../../../apps/web/src/workspace/source.ts'
import { fail } from '../../../shared/failure.ts'
import type { LogChunk } from '../../../shared/protocol/events.ts'
import { ok } from '../../../shared/result.ts'

const PLACE: LogPlace = { runId: 'r', stepId: 's', attempt: 1, stream: 'stdout' }

/** A log in memory that answers as the bridge does: at most `limit` bytes a reading. */
function logOf(limit: number) {
  let text = ''
  const read = (offset: number): LogChunk => {
    const part = text.slice(offset, offset + limit)
    return { ...PLACE, offset, nextOffset: offset + part.length, text: part }
  }
  const calls: LogCalls = {
    follow: async (_place, offset) => ok(read(offset)),
    read: async (_place, offset) => ok(read(offset)),
    unfollow: () => undefined,
  }
  return {
    calls,
    read,
    write: (more: string) => {
      text += more
    },
    text: () => text,
  }
}

async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done))
}

function listen() {
  const parts: string[] = []
  const failures: string[] = []
  return {
    parts,
    failures,
    listener: {
      chunk: (chunk: LogChunk) => parts.push(chunk.text),
      failed: (sentence: string) => failures.push(sentence),
    },
  }
}

describe('LogFollower', () => {
  test('hands over what is there, then what the bridge sends', async () => {
    const log = logOf(100)
    const { parts, listener } = listen()
    log.write('one ')
    const follower = new LogFollower(PLACE, log.calls, listener)
    await follower.resume()
    log.write('two')
    follower.receive(log.read(4))
    expect(parts).toEqual(['one ', 'two'])
  })

  test('a stretch that was handed over already is not repeated', async () => {
    const log = logOf(100)
    const { parts, listener } = listen()
    log.write('one')
    const follower = new LogFollower(PLACE, log.calls, listener)
    await follower.resume()
    follower.receive(log.read(0))
    await settled()
    expect(parts).toEqual(['one'])
  })

  test('goes on where it stopped after the connection was lost', async () => {
    const log = logOf(100)
    const { parts, listener } = listen()
    log.write('before ')
    const follower = new LogFollower(PLACE, log.calls, listener)
    await follower.resume()
    log.write('meanwhile')
    await follower.resume()
    expect(parts).toEqual(['before ', 'meanwhile'])
  })

  test('says why when the log can not be read', async () => {
    const { failures, listener } = listen()
    const calls = { ...logOf(1).calls, follow: async () => fail('RUN_NOT_FOUND', 'Gone.') }
    await new LogFollower(PLACE, calls, listener).resume()
    expect(failures).toEqual(['Gone.'])
  })

  test('an ended follower is silent', async () => {
    const log = logOf(100)
    const { parts, listener } = listen()
    const follower = new LogFollower(PLACE, log.calls, listener)
    await follower.resume()
    follower.end()
    log.write('late')
    follower.receive(log.read(0))
    await settled()
    expect(parts).toEqual([])
  })

  test('property: whatever is lost, late or repeated, the listener gets the log once and in order', async () => {
    const events = fc.array(
      fc.record({ text: fc.string({ minLength: 1 }), from: fc.nat(40), isSent: fc.boolean() }),
      { minLength: 1 },
    )
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 20 }), async (steps, limit) => {
        const log = logOf(limit)
        const { parts, listener } = listen()
        const follower = new LogFollower(PLACE, log.calls, listener)
        await follower.resume()
        for (const { text, from, isSent } of steps) {
          log.write(text)
          if (isSent) follower.receive(log.read(Math.min(from, log.text().length)))
        }
        await settled()
        follower.receive({ ...log.read(log.text().length), nextOffset: log.text().length + 1 })
        await settled()
        expect(parts.join('')).toBe(log.text())
      }),
    )
  })
})
