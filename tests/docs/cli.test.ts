import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandTable } from '../../apps/seqctl/command-table.ts'
import { wholeProgram } from '../../apps/seqctl/run-cli.ts'
import { ROOT } from '../support/bridge.ts'
import { cliPage } from '../support/cli-page.ts'

test('docs/cli.md is what the commands say', async () => {
  const path = join(ROOT, 'docs', 'cli.md')
  const page = await cliPage()
  if (process.env['THREADOS_UPDATE_DOCS'] === '1') writeFileSync(path, page)
  expect(readFileSync(path, 'utf8')).toBe(page)
})

test('every command has a description, and its help ends with an example of it', async () => {
  const rows = commandTable(await wholeProgram())
  const lacking = rows.filter(({ path, description, example }) => {
    const words = ['seqctl', ...path].join(' ')
    return description === '' || !example.some((line) => line.includes(words))
  })
  expect(lacking.map(({ path }) => path.join(' '))).toEqual([])
})

/** The seqctl command lines of an example, each as words. */
function linesOf(example: readonly string[]): string[][] {
  return example
    .flatMap((line) => line.split(' && '))
    .filter((line) => line.startsWith('seqctl '))
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    )
}

test('every example is understood: its words, flags and values are those of a command', async () => {
  const lines = commandTable(await wholeProgram()).flatMap(({ example }) => linesOf(example))
  const refused: string[] = []
  for (const [, ...words] of lines) {
    const program = await wholeProgram()
    await program
      .parseAsync(words, { from: 'user' })
      .catch((cause: Error) => refused.push(`${words.join(' ')}: ${cause.message}`))
  }
  expect(lines.length).toBeGreaterThan(50)
  expect(refused).toEqual([])
})
