// Fuses what the three workers measured into one table.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { writeReport } from './files.js'

const kinds = ['size', 'comments', 'names']
const table = new Map()

for (const kind of kinds) {
  const { results } = JSON.parse(readFileSync(`reports/${kind}.json`, 'utf8'))
  for (const { name, value } of results) {
    table.set(name, { ...table.get(name), [kind]: value })
  }
  console.log(`took ${results.length} values of ${kind}`)
  await pause(300)
}

const rows = [...table].map(([name, values]) => ({ name, ...values }))
writeReport('fused.json', `${JSON.stringify(rows, null, 2)}\n`)
