import { describe, expect, test } from 'vitest'
import { baseUrlProblem, pricesOf, textsOf } from '../../../apps/web/src/chat/settings-draft.ts'

describe('pricesOf', () => {
  test('what was typed is read as numbers, with a comma too; an empty field beside others is 0', () => {
    const typed = { input: '5', output: ' 25,5 ', cacheRead: '0.50', cacheWrite: '' }
    const prices = { input: 5, output: 25.5, cacheRead: 0.5, cacheWrite: 0 }
    expect(pricesOf(typed)).toEqual({ ok: true, value: prices })
    expect(pricesOf(textsOf(prices))).toEqual({ ok: true, value: prices })
  })

  test('no price at all is none, and a word is refused', () => {
    expect(pricesOf(textsOf(undefined))).toEqual({ ok: true, value: undefined })
    for (const input of ['five', '-1', 'Infinity', '1e9']) {
      expect(pricesOf({ ...textsOf(undefined), input }).ok, input).toBe(false)
    }
  })
})

test('a key goes over https, or to this computer itself', () => {
  for (const good of [
    '',
    'https://api.example.com/v1',
    'http://127.0.0.1:4000',
    'http://localhost',
  ]) {
    expect(baseUrlProblem(good), good).toBeUndefined()
  }
  for (const bad of [
    'http://api.example.com',
    'http://127.0.0.1.example.com',
    'api',
    'file:///x',
  ]) {
    expect(baseUrlProblem(bad), bad).toBeDefined()
  }
})
