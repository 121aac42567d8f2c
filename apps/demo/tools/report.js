// Writes the report that the gate was about.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { writeReport } from './files.js'

const rows = JSON.parse(readFileSync('reports/fused.json', 'utf8'))
const lines = [
  '# What this project is made of',
  '',
  '| file | lines | comments | names |',
  '|---|---|---|---|',
]

for (const { name, size, comments, names } of rows) {
  lines.push(`| ${name} | ${size} | ${comments} | ${names} |`)
  console.log(lines.at(-1))
  await pause(120)
}

writeReport('report.md', `${lines.join('\n')}\n`)
