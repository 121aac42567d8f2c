import { rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { CommandQuestion } from '../../shared/policy/command/question.ts'
import { evaluateCommand } from '../../shared/policy/command.ts'
import { corpusRows } from '../support/corpus.ts'
import {
  factsOfMachine,
  materialiseFixture,
  type PolicyRow,
  policyOfRow,
  questionOfRow,
} from '../support/policy-corpus.ts'

const ROOT = materialiseFixture()
const FACTS = factsOfMachine()
afterAll(() => rmSync(dirname(ROOT), { recursive: true, force: true }))

interface Choice {
  /** Which argument, as a share of all. */
  readonly where: number
  readonly pick: number
}

/** Spells a question differently without changing what it means; undefined where it does not apply. */
type Mutation = (question: CommandQuestion, choice: Choice) => CommandQuestion | undefined

function at(argv: readonly string[], { where }: Choice): number {
  return 1 + Math.floor(where * Math.max(1, argv.length - 1))
}

function replace(question: CommandQuestion, index: number, ...words: string[]): CommandQuestion {
  const argv = [...question.argv]
  argv.splice(index, 1, ...words)
  return { ...question, argv }
}

/** Options that change nothing, where a program takes them before everything else. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  git: ['--no-pager', '--no-optional-locks', '-P'],
  node: ['--no-warnings', '--enable-source-maps', '--title=x'],
  npm: ['--silent', '--loglevel=warn', '--no-fund'],
  npx: ['--quiet', '--silent'],
  bun: ['--silent'],
  tsc: ['--pretty', '--SkipLibCheck'],
  claude: ['--verbose', '--model=opus'],
  codex: ['--json', '--model=gpt-5'],
  gemini: ['--debug', '--model=gemini-2.5-pro'],
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'а',
  e: 'е',
  o: 'о',
  c: 'с',
  i: 'і',
  '-': '‐',
  '/': '／',
}

/** `--opt=value` and `--opt value` are the same to every program here. */
const splitOrJoin: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  const equals = word.indexOf('=')
  if (word.startsWith('--') && equals > 2) {
    return replace(question, index, word.slice(0, equals), word.slice(equals + 1))
  }
  const next = question.argv[index + 1]
  if (!/^--[a-z][\w-]+$/i.test(word) || next === undefined || next.startsWith('-')) return undefined
  const argv = [...question.argv]
  argv.splice(index, 2, `${word}=${next}`)
  return { ...question, argv }
}

/** git and npm take the beginning of a long option for the whole. */
const abbreviate: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const found = /^(--[a-z][\w-]{4,})(=.*)?$/i.exec(question.argv[index] ?? '')
  if (!found || !/^(?:git|npm|npx)$/.test(question.argv[0] ?? '')) return undefined
  const [, name = '', value = ''] = found
  return replace(question, index, name.slice(0, name.length - 1 - (choice.pick % 3)) + value)
}

const insertHarmless: Mutation = (question, { pick }) => {
  const [program = '', ...rest] = question.argv
  const options = HARMLESS[program] ?? []
  const option = options[pick % (options.length || 1)]
  return option === undefined ? undefined : { ...question, argv: [program, option, ...rest] }
}

/** Other spellings of the same place. */
const respellPath: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  const [, head = '', path = ''] = /^(--?[\w-]+=)?(.*)$/s.exec(word) ?? []
  if (question.platform === 'win32' || !/^(?:\.{0,2}\/|\.\.$|\.git|\.threados|link-)/.test(path))
    return undefined
  const spellings = path.startsWith('/')
    ? [`/.${path}`, `//${path.slice(1)}`, `/tmp/..${path}`, path.replaceAll('/', '//')]
    : [
        `./${path}`,
        `src/../${path}`,
        `src/deep/../../${path}`,
        `.//${path}`,
        `./scripts/./../${path}`,
      ]
  return replace(question, index, head + (spellings[choice.pick % spellings.length] ?? path))
}

/** tsc reads its options in any letter case and with one dash or two. */
const changeCase: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  if (question.argv[0] !== 'tsc' || !/^--?[a-z]{2,}/i.test(word)) return undefined
  const cased = choice.pick % 2 === 0 ? word.toUpperCase() : word.toLowerCase()
  return replace(question, index, choice.pick % 3 === 0 ? cased.replace(/^--/, '-') : cased)
}

/** node takes an underscore for a dash. */
const underscores: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  if (question.argv[0] !== 'node' || !/^--[a-z]+-/.test(word)) return undefined
  return replace(
    question,
    index,
    `--${word.slice(2).replace(/^[^=]*/, (name) => name.replaceAll('-', '_'))}`,
  )
}

const duplicateOption: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  return /^--?[a-z][^=]*=/i.test(word) ? replace(question, index, word, word) : undefined
}

/** A value may be attached to a short option, and short flags stand together. */
const attach: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  const next = question.argv[index + 1]
  const takes = /^-[xcCeprsioO]$/.test(word) && /^(?:git|codex)$/.test(question.argv[0] ?? '')
  if (!takes || next === undefined || next.startsWith('-')) return undefined
  const argv = [...question.argv]
  argv.splice(index, 2, word + next)
  return { ...question, argv }
}

/** Letters that look the same, in the program's name or an option: never taken for the real ones. */
const lookAlike: Mutation = (question, choice) => {
  const index = Math.floor(choice.where * question.argv.length)
  const word = question.argv[index] ?? ''
  const isName = index === 0 || word.startsWith('-')
  const name = word.split('=')[0] ?? ''
  const places = [...name].flatMap((character, place) => (LOOK_ALIKES[character] ? [place] : []))
  const place = places[choice.pick % (places.length || 1)]
  if (!isName || place === undefined) return undefined
  const changed = [...word].map((character, i) =>
    i === place ? (LOOK_ALIKES[character] ?? '') : character,
  )
  return replace(question, index, changed.join(''))
}

/** What a forbidden pattern must see through: letter case, wide letters, other blanks. */
const disguise: Mutation = (question, choice) => {
  const index = at(question.argv, choice)
  const word = question.argv[index] ?? ''
  if (!/sudo|rm\s+-rf|format\s+[a-z]:/i.test(word)) return undefined
  const wide = (text: string) =>
    text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))
  const disguises = [
    word.toUpperCase(),
    wide(word),
    word.replaceAll(' ', '\u00a0'),
    word.replaceAll(/\s/g, '  '),
    word.replace('s', 'ſ'),
  ]
  return replace(question, index, disguises[choice.pick % disguises.length] ?? word)
}

const respellFolder: Mutation = (question, { pick }) => {
  const { cwd } = question
  if (
    question.platform === 'win32' ||
    cwd === '' ||
    cwd === question.root ||
    cwd.startsWith(`${question.root}/`)
  ) {
    return undefined
  }
  const spellings = cwd.startsWith('/')
    ? [`/.${cwd}`, `${cwd}/`, `//${cwd.slice(1)}`]
    : [`./${cwd}`, `${cwd}/`, `src/../${cwd}`, `${question.root}/${cwd}`, `./src/../${cwd}`]
  return { ...question, cwd: spellings[pick % spellings.length] ?? cwd }
}

const renameVariable: Mutation = (question, { pick }) => {
  if (!question.env) return undefined
  const rename = (name: string) => (pick % 2 === 0 ? name.toLowerCase() : name.toUpperCase())
  const env = Object.fromEntries(
    Object.entries(question.env).map(([name, value]) => [rename(name), value]),
  )
  return { ...question, env: { ...env, NODE_ENV: 'test' } }
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  splitOrJoin,
  abbreviate,
  insertHarmless,
  respellPath,
  changeCase,
  underscores,
  duplicateOption,
  attach,
  lookAlike,
  disguise,
  respellFolder,
  renameVariable,
}

const QUESTIONS = corpusRows<PolicyRow>('policy-bypass.jsonl')
  .filter((row) => row.expect === 'deny' && row.category !== 'policy-redos')
  .flatMap((row) => {
    const policy = policyOfRow(row)
    const question = 'broken' in policy ? undefined : questionOfRow(row, policy, ROOT, FACTS)
    return question && !row.limits ? [{ id: row.id, question }] : []
  })

/** True when the command would start without anybody being asked. */
function isLetThrough(question: CommandQuestion): boolean {
  const verdict = evaluateCommand(question)
  return verdict.allowed && verdict.confirmation === 'none'
}

type Name = keyof typeof MUTATIONS & string

interface NamedChoice extends Choice {
  readonly mutation: Name
}

/** The questions that a mutation has something to do with, so that rare ones get their share. */
function questionsFor(name: Name) {
  return QUESTIONS.filter(({ question }) =>
    question.argv.some((_, index) => {
      const where = index / question.argv.length
      return MUTATIONS[name]?.(question, { where, pick: 0 }) !== undefined
    }),
  )
}

const place = {
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  pick: fc.nat({ max: 60 }),
}
const choice: fc.Arbitrary<NamedChoice> = fc.record({
  mutation: fc.constantFrom(...Object.keys(MUTATIONS)),
  ...place,
})
const variant = fc.oneof(
  ...Object.keys(MUTATIONS).map((name) =>
    fc.tuple(
      fc.constantFrom(...questionsFor(name)),
      fc.record({ mutation: fc.constant(name), ...place }),
      fc.array(choice, { maxLength: 4 }),
    ),
  ),
)

describe('what is denied stays denied however it is spelled', () => {
  test('in 10,000 changed questions none is let through', () => {
    const used = new Set<string>()
    let changedQuestions = 0
    fc.assert(
      fc.property(variant, ([{ id, question }, first, others]) => {
        let changed = question
        for (const one of [first, ...others]) {
          const next = MUTATIONS[one.mutation]?.(changed, one)
          if (next) used.add(one.mutation)
          changed = next ?? changed
        }
        fc.pre(changed !== question)
        changedQuestions += 1
        const shown = `${id} ${JSON.stringify(changed.argv)} in ${basename(changed.cwd)}`
        expect(isLetThrough(changed), shown).toBe(false)
      }),
      { numRuns: 10_000, maxSkipsPerRun: 1000 },
    )
    expect([changedQuestions >= 10_000, [...used].sort()]).toEqual([
      true,
      Object.keys(MUTATIONS).sort(),
    ])
  })
})
