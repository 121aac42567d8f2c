import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rate, total } from '../src/rate.js'

const book = { country: 'DE', grams: 800, size: [20, 15, 5] }

test('a light parcel costs the first kilogram', () => {
  assert.equal(rate(book), 499)
})

test('every further kilogram counts', () => {
  assert.equal(rate({ ...book, grams: 2100 }), 499 + 2 * 90)
})

test('a large and light parcel is charged by its volume', () => {
  assert.equal(rate({ ...book, size: [60, 40, 30] }), 499 + 14 * 90)
})

test('the fifth parcel makes the cheapest one free', () => {
  assert.equal(total(Array.from({ length: 5 }, () => book)), 4 * 499)
})

test('a country without service is refused', () => {
  assert.throws(() => rate({ ...book, country: 'XX' }), /No service to XX/)
})
