import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, bench, describe } from 'vitest'
import { evaluateCommand } from '../../shared/policy/command.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
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

const QUESTIONS = corpusRows<PolicyRow>('policy-bypass.jsonl').flatMap((row) => {
  const policy = policyOfRow(row)
  if (row.limits || 'broken' in policy) return []
  return questionOfRow(row, policy, ROOT, FACTS) ?? []
})

/** What a plain allow-list does: the first word, and the patterns on the joined line. */
function naive(argv: readonly string[]): boolean {
  const line = argv.join(' ')
  const patterns = ['rm\\s+-rf\\s+/', 'sudo', 'format\\s+[A-Z]:']
  const isListed = SAFE_DEFAULTS.allowed_commands.includes(argv[0] ?? '')
  return isListed && !patterns.some((pattern) => new RegExp(pattern).test(line))
}

afterAll(() => rmSync(dirname(ROOT), { recursive: true, force: true }))

/** The whole corpus in one run; the rows are hundreds, so its mean divided by them is the mean of a decision. */
describe(`${QUESTIONS.length} command lines of the corpus`, () => {
  bench('the policy', () => {
    for (const question of QUESTIONS) evaluateCommand(question)
  })

  bench('a prefix allow-list, which lets most of them through', () => {
    for (const { argv } of QUESTIONS) naive(argv)
  })
})

/** Each run is the next row, so that the column p99 is that of a decision. The goal is 5 ms; a test holds it. */
describe('one decision of the policy, every row of the corpus in turn', () => {
  let turn = 0
  bench(
    'a row',
    () => {
      const question = QUESTIONS[turn % QUESTIONS.length]
      turn += 1
      if (question) evaluateCommand(question)
    },
    { iterations: 5 * QUESTIONS.length, time: 0 },
  )
})
