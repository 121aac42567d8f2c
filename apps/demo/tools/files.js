import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Names and texts of the project's sources and tests. */
export function sources() {
  return ['src', 'test', 'tools'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .sort()
      .map((name) => ({
        name: `${folder}/${name}`,
        text: readFileSync(`${folder}/${name}`, 'utf8'),
      })),
  )
}

/** Does something with every source, one after the other, slowly enough for people to watch. */
export async function eachSource(visit) {
  const results = []
  for (const source of sources()) {
    results.push(await visit(source))
    await pause(150)
  }
  return results
}

/** Writes a report into the folder reports. */
export function writeReport(name, text) {
  mkdirSync('reports', { recursive: true })
  writeFileSync(`reports/${name}`, text)
  console.log(`wrote reports/${name}`)
}
