// Checks every source: the syntax by node itself, and four rules of style.
import { spawnSync } from 'node:child_process'
import { eachSource } from './files.js'

const RULES = [
  { name: 'no tabs', finds: (line) => line.includes('\t') },
  { name: 'no spaces at the end', finds: (line) => /\s$/.test(line) },
  { name: 'at most 120 characters', finds: (line) => line.length > 120 },
  { name: 'no var', finds: (line) => /^\s*var\s/.test(line) },
]

let problems = 0

await eachSource(({ name, text }) => {
  const checked = spawnSync(process.execPath, ['--check', name], { encoding: 'utf8' })
  const found = text
    .split('\n')
    .flatMap((line, index) =>
      RULES.filter((rule) => rule.finds(line)).map((rule) => `${name}:${index + 1} ${rule.name}`),
    )
  if (checked.status !== 0) found.push(`${name} ${checked.stderr.split('\n')[0]}`)
  problems += found.length
  console.log(found.length === 0 ? `ok    ${name}` : found.join('\n'))
})

console.log(problems === 0 ? 'No problems.' : `${problems} problems.`)
process.exitCode = problems === 0 ? 0 : 1
