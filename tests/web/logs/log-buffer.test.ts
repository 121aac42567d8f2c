import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogBuffer } from '../../../apps/web/src/logs/log-buffer.ts'

function linesOf(buffer: LogBuffer): string[] {
  return Array.from({ length: buffer.count }, (_, at) =>
    buffer
      .line(at)
      .map((span) => span.text)
      .join(''),
  )
}

describe('LogBuffer', () => {
  test('a line may come in pieces', () => {
    const buffer = new LogBuffer()
    buffer.append('on')
    buffer.append('e\ntwo\nth')
    expect(linesOf(buffer)).toEqual(['one', 'two', 'th'])
  })

  test('an empty log has no lines, and a final line break adds none', () => {
    const buffer = new LogBuffer()
    expect(buffer.count).toBe(0)
    buffer.append('one\n\n')
    expect(linesOf(buffer)).toEqual(['one', ''])
  })

  test('a colour lasts over lines until it is ended', () => {
    const buffer = new LogBuffer()
    buffer.append('\u001b[31mred\nstill red\u001b[0m\nplain\n')
    expect([0, 1, 2].map((at) => buffer.line(at)[0]?.style.color)).toEqual([
      'red',
      'red',
      undefined,
    ])
  })

  test('the oldest lines go when there are too many, with the colours of the rest kept', () => {
    const buffer = new LogBuffer(10)
    buffer.append('\u001b[32m')
    for (let line = 1; line <= 25; line++) buffer.append(`${line}\n`)
    const lines = linesOf(buffer)
    expect(buffer.dropped + buffer.count).toBe(25)
    expect(lines).toEqual(
      Array.from({ length: lines.length }, (_, at) => `${buffer.dropped + at + 1}`),
    )
    expect(buffer.line(0)[0]?.style.color).toBe('green')
  })

  test('a line of a megabyte is cut when it is shown', () => {
    const buffer = new LogBuffer()
    buffer.append('x'.repeat(1_000_000))
    expect(linesOf(buffer)[0]?.length).toBeLessThan(5000)
  })

  test('property: where the stretches break makes no difference', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat(200)), (text, cuts) => {
        const whole = new LogBuffer()
        whole.append(text)
        const pieces = new LogBuffer()
        const places = [...cuts, 0, text.length].sort((a, b) => a - b)
        for (const [at, to] of places.slice(1).entries()) pieces.append(text.slice(places[at], to))
        expect(linesOf(pieces)).toEqual(linesOf(whole))
      }),
    )
  })

  test('100,000 lines are taken in and read in less than a second', () => {
    const buffer = new LogBuffer()
    const block = Array.from({ length: 1000 }, (_, at) => `\u001b[36m${at}\u001b[0m some output\n`)
    const before = process.cpuUsage()
    for (let at = 0; at < 100; at++) buffer.append(block.join(''))
    for (let at = 0; at < 100_000; at += 1000) buffer.line(at)
    const { user } = process.cpuUsage(before)
    expect(buffer.count).toBe(100_000)
    expect(user / 1000).toBeLessThan(1000)
  })
})
