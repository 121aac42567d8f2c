import { describe, expect, test } from 'vitest'
import { parseFrame } from '../../../apps/web/src/bridge-client/rpc-messages.ts'
import { fail } from '../../../shared/failure.ts'
import { formatAnswer, formatEvent } from '../../../shared/protocol/rpc.ts'
import { ok } from '../../../shared/result.ts'

describe('parseFrame', () => {
  test('an answer of the bridge is its result', () => {
    expect(parseFrame(formatAnswer(3, ok({ a: 1 })))).toEqual(
      ok({ kind: 'answer', id: 3, result: ok({ a: 1 }) }),
    )
  })

  test('a refusal of the bridge is its failure with hint and details', () => {
    const refused = fail('CONFLICT', 'It moved.', {
      hint: 'Look again.',
      details: { revision: 'r2' },
    })
    expect(parseFrame(formatAnswer(4, refused))).toEqual(
      ok({ kind: 'answer', id: 4, result: refused }),
    )
  })

  test('an error without a known failure still has its message', () => {
    const text =
      '{"jsonrpc":"2.0","id":5,"error":{"code":-32000,"message":"Odd.","data":{"code":"NEW"}}}'
    expect(parseFrame(text)).toEqual(
      ok({ kind: 'answer', id: 5, result: fail('INTERNAL', 'Odd.') }),
    )
  })

  test('an event is checked against its schema', () => {
    const session = { executor: 'direct', status: 'ready', busy: 0, slots: 1 }
    const event = { id: 7, type: 'session.changed', data: session }
    expect(parseFrame(formatEvent(event))).toEqual(ok({ kind: 'event', event }))
  })

  test.each([
    ['of an unknown type', { id: 7, type: 'later.added', data: {} }],
    ['whose data is another', { id: 7, type: 'session.changed', data: { status: 'odd' } }],
    ['named after a property of every object', { id: 7, type: 'toString', data: {} }],
  ])('an event %s is said to be unknown, so that the state is fetched anew', (_what, event) => {
    expect(parseFrame(formatEvent(event))).toEqual(ok({ kind: 'unknown' }))
  })

  test.each(['', 'nonsense', '[]', '{"id":"text","result":1}', '{"method":"other"}'])(
    'the frame %j is refused',
    (text) => {
      const frame = parseFrame(text)
      expect(frame.ok ? frame : frame.failure.code).toBe('UNSUPPORTED_VERSION')
    },
  )
})
