import { expect, test } from 'vitest'
import { bridgePlanHistory } from '../../../apps/web/src/bridge-client/bridge-plan-history.ts'
import { fail } from '../../../shared/failure.ts'
import { ok } from '../../../shared/result.ts'

const COMMIT = 'a'.repeat(40)
const TEXT = 'name: long\n'.repeat(10)

/** A bridge that hands a text out in pieces of 25 bytes, and knows no prompt but one. */
function historyOf(text: string | null, broken = false) {
  const calls: unknown[] = []
  const call = async (method: string, params: { offset: number }) => {
    calls.push([method, params])
    if (broken && params.offset > 0) return fail('IO', 'Lost.')
    if (text === null) return ok({ text, bytes: 0, nextOffset: params.offset })
    const part = text.slice(params.offset, params.offset + 25)
    return ok({ text: part, bytes: text.length, nextOffset: params.offset + part.length })
  }
  return { history: bridgePlanHistory({ call } as never), calls }
}

test('a long text is put together from its stretches', async () => {
  const { history, calls } = historyOf(TEXT)
  expect(await history.textAt(COMMIT)).toEqual(ok(TEXT))
  expect(calls).toHaveLength(5)
  expect(calls[1]).toEqual(['plan.text', { commit: COMMIT, offset: 25 }])
})

test('no file is no text, an empty one is an empty text, and now needs no commit', async () => {
  expect(await historyOf(null).history.promptAt(COMMIT, '.threados/prompts/a.md')).toEqual(ok(null))
  const { history, calls } = historyOf('')
  expect(await history.textAt()).toEqual(ok(''))
  expect(calls).toEqual([['plan.text', { offset: 0 }]])
})

test('half a text is none', async () => {
  const text = await historyOf(TEXT, true).history.textAt(COMMIT)
  expect(text).toMatchObject({ ok: false, failure: { message: 'Lost.' } })
})
