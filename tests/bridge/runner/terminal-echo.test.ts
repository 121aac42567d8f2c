import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printableLine, TerminalEcho } from '../../../bridge/runner/output/terminal-echo.ts'

function echoWithClock() {
  const lines: string[] = []
  const clock = { ms: 0 }
  const echo = new TerminalEcho(
    (line) => lines.push(line),
    () => clock.ms,
  )
  return { echo, lines, clock }
}

test('whatever a program prints, only printable ASCII in short lines reaches the terminal', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
      const { echo, lines } = echoWithClock()
      for (const chunk of chunks) echo.push('stdout', Buffer.from(chunk))
      echo.end()
      expect(lines.every((line) => /^[\x20-\x7e]{0,110}$/.test(line))).toBe(true)
    }),
  )
})

test('colours go, other characters become question marks, and long lines are cut', () => {
  expect([
    printableLine('\u001b[1;32mok\u001b[0m\tünï 😀', 80),
    printableLine('x'.repeat(50), 20),
  ]).toEqual(['ok ?n? ?', `${'x'.repeat(17)}...`])
})

test('characters that are cut by chunks stay whole, and streams do not mix their lines', () => {
  const { echo, lines } = echoWithClock()
  const euro = Buffer.from('€')
  echo.push('stdout', Buffer.concat([Buffer.from('a'), euro.subarray(0, 1)]))
  echo.push('stderr', Buffer.from('error\n'))
  echo.push('stdout', Buffer.concat([euro.subarray(1), Buffer.from('b\nrest')]))
  echo.end()
  expect(lines).toEqual(['error', 'a?b', 'rest'])
})

test('after a first hundred lines five come in a second, and what is left out is said', () => {
  const { echo, lines, clock } = echoWithClock()
  const many = Buffer.from('line\n'.repeat(1000))
  echo.push('stdout', many)
  const atOnce = lines.length
  clock.ms += 1000
  echo.push('stdout', many)
  echo.end()
  expect([atOnce, lines.length - atOnce, lines[atOnce], lines.at(-1)]).toEqual([
    100,
    7,
    '[... 900 lines not shown here; they are in the log ...]',
    '[... 995 lines not shown here; they are in the log ...]',
  ])
})

test('the runner’s own lines are always shown', () => {
  const { echo, lines } = echoWithClock()
  echo.push('stdout', Buffer.from('line\n'.repeat(200)))
  echo.say('ThreadOS: DONE')
  expect(lines.slice(-2)).toEqual([
    '[... 100 lines not shown here; they are in the log ...]',
    'ThreadOS: DONE',
  ])
})
