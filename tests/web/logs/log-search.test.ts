import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogBuffer } from '../../../apps/web/src/logs/log-buffer.ts'
import { type Found, linesWith, searchLog } from '../../../apps/web/src/logs/log-search.ts'
import { until } from '../../support/until.ts'

describe('searching a log', () => {
  test('finds each line once, whatever the case, and through colours', () => {
    const text = 'error one\nfine\nEr\u001b[31mror\u001b[0m error\nfine\n'
    expect(linesWith(text, 'error', 10)).toEqual([10, 12])
  })

  test('property: it finds the lines that a plain look at each line finds', () => {
    const letters = fc.constantFrom('a', 'b', '\n')
    const texts = fc.array(letters, { maxLength: 60 }).map((all) => `${all.join('')}\n`)
    fc.assert(
      fc.property(texts, fc.constantFrom('a', 'ab', 'bb', 'aba'), (text, words) => {
        const plain = text.slice(0, -1).split('\n')
        const expected = plain.flatMap((line, at) => (line.includes(words) ? [at] : []))
        expect(linesWith(text, words, 0)).toEqual(expected)
      }),
    )
  })

  test('a log of 100 MB is taken in and searched in short stretches', async () => {
    const line = `${'x'.repeat(99)}\n`
    const block = line.repeat(2621)
    const buffer = new LogBuffer()
    for (let size = 0; size < 100e6; size += block.length) buffer.append(block)
    buffer.append('the needle\n')
    let told = 0
    const last: { found: Found | undefined } = { found: undefined }
    searchLog(buffer, 'NEEDLE', (found) => {
      told++
      last.found = found
    })
    // It came back before it was done: the page could go on.
    expect(last.found?.isDone).toBe(false)
    await until('the search ends', () => last.found?.isDone, 50_000)
    expect(last.found?.lines).toEqual([buffer.count - 1])
    expect(told).toBeGreaterThan(5)
  }, 60_000)
})
