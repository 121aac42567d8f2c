// Measures every source in one of three ways: size, comments or names. One worker of the fan-out runs each.
import { eachSource, writeReport } from './files.js'

const MEASURES = {
  size: (text) => text.split('\n').length,
  comments: (text) => text.split('\n').filter((line) => /^\s*(\/\/|\/?\*)/.test(line)).length,
  names: (text) => new Set(text.match(/[A-Za-z_$][\w$]*/g)).size,
}

const kind = process.argv[2]
const measure = MEASURES[kind]
if (!measure) throw new Error(`Unknown measure ${kind}; known: ${Object.keys(MEASURES).join(', ')}`)

const results = await eachSource(({ name, text }) => {
  const value = measure(text)
  console.log(`${String(value).padStart(5)}  ${name}`)
  return { name, value }
})

writeReport(`${kind}.json`, `${JSON.stringify({ kind, results }, null, 2)}\n`)
