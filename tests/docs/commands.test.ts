import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { temporaryFolder } from '../support/temporary.ts'

const run = promisify(execFile)

/** Commands of the worked example in contributing.md, which its own test runs. */
const EXAMPLES = new Set(['seqctl step prefix build test --words Nightly'])

interface DocumentedCommand {
  readonly document: string
  readonly line: string
}

/** The seqctl commands of a text: lines of its code blocks, and words in back ticks. */
function commandsIn(document: string): DocumentedCommand[] {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const blocks = [...text.matchAll(/^```[a-z]*\n(.*?)^```$/gms)].flatMap(
    (match) => match[1]?.split('\n') ?? [],
  )
  const spans = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)]
  return [...blocks, ...spans.map((match) => match[1]?.replaceAll(/\s+/g, ' ') ?? '')]
    .filter((line) => /^seqctl [a-z-]/.test(line) && !EXAMPLES.has(line))
    .map((line) => ({ document, line }))
}

function allCommands(): DocumentedCommand[] {
  // cli.md is made from the commands themselves; its own test carries out its examples.
  const guides = readdirSync(join(ROOT, 'docs')).filter(
    (name) => name.endsWith('.md') && name !== 'cli.md',
  )
  return ['README.md', ...guides.map((name) => `docs/${name}`)].flatMap(commandsIn)
}

/** What stands before a comment and before the arguments of another program, in words. */
function wordsOf(line: string): string[] {
  const own = line.replace(/\s#.*$/, '').split(' -- ')[0] ?? ''
  return [...own.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word).slice(1)
}

async function helpOf(words: readonly string[]): Promise<string> {
  const argv = [join(ROOT, 'dist/seqctl.js'), ...words, '--help']
  const { stdout } = await run(process.execPath, argv, { env: testEnvironment(temporaryFolder()) })
  return stdout
}

/** The noun and the verb; only those words that a help text lists as commands. */
async function commandOf(words: readonly string[]): Promise<{ path: string[]; help: string }> {
  const path: string[] = []
  let help = await helpOf([])
  for (const word of words) {
    const isListed = new RegExp(`^  ${word}( |$)`, 'm').test(help.split('\nCommands:')[1] ?? '')
    if (!/^[a-z-]+$/.test(word) || !isListed) break
    path.push(word)
    help = await helpOf(path)
  }
  return { path, help }
}

test.each(allCommands())('$document: $line', async ({ line }) => {
  const words = wordsOf(line)
  const { path, help } = await commandOf(words)
  const root = await helpOf([])
  const flags = words.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? [])
  const unknown = flags.filter((flag) => !new RegExp(`${flag}\\b(?!-)`).test(`${root}${help}`))
  const isHelp = words[0]?.startsWith('--') === true
  // A noun alone, with verbs below it, is no command yet.
  const isWhole = isHelp || (path.length > 0 && !help.includes('\nCommands:'))
  expect({ isWhole, unknown }).toEqual({ isWhole: true, unknown: [] })
})

test('the documents name commands at all', () => {
  expect(allCommands().length).toBeGreaterThan(5)
})
