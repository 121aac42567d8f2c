// Prints the price list that the library computes: a look at the thing itself.
import { setTimeout as pause } from 'node:timers/promises'
import { rate } from '../src/rate.js'
import { writeReport } from './files.js'

const lines = []

for (const country of ['DE', 'FR', 'JP']) {
  for (const kilograms of [1, 2, 5, 10]) {
    const cents = rate({ country, grams: kilograms * 1000, size: [10, 10, 10] })
    lines.push(
      `${country} ${String(kilograms).padStart(2)} kg ${(cents / 100).toFixed(2).padStart(8)}`,
    )
    console.log(lines.at(-1))
    await pause(100)
  }
}

writeReport('prices.txt', `${lines.join('\n')}\n`)
