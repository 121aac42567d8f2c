import type { Policy } from '../schema/policy.ts'
import type { PolicyAnswer, PolicyCase } from '../schema/policy-test.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { CommandQuestion } from './command/question.ts'
import { evaluateCommand } from './command.ts'
import { evaluateActions } from './evaluate.ts'
import type { FiredRule, Verdict } from './verdict.ts'

/** Where a case is judged: the machine's facts as `evaluateCommand` takes them. */
export type CasePlace = Pick<CommandQuestion, 'root' | 'platform' | 'resolve'>

/** What came of a case. */
export interface CaseResult {
  readonly passed: boolean
  readonly answer: PolicyAnswer
  /** Every rule that fired. */
  readonly rules: readonly FiredRule[]
}

/** A verdict in one word. */
export function answerOf(verdict: Verdict): PolicyAnswer {
  if (!verdict.allowed) return 'deny'
  return verdict.confirmation === 'none' ? 'allow' : 'ask'
}

const STRICTNESS: readonly PolicyAnswer[] = ['allow', 'ask', 'deny']

/** What the policy says when the actor starts a step with this command: about the start, and about the command. */
export function runPolicyCase(one: PolicyCase, policy: Policy, place: CasePlace): CaseResult {
  const { argv, cwd = '.', actor = 'user' } = one
  const plan: Sequence = {
    version: '1',
    name: 'case',
    steps: [{ id: 'case', name: 'case', type: 'base', model: 'shell', command: argv, cwd }],
    gates: [],
  }
  const start = evaluateActions({
    actor,
    policy,
    before: plan,
    after: plan,
    actions: [{ name: 'run.step', kind: 'run', destructive: false, parameters: { ids: ['case'] } }],
  })
  const command = evaluateCommand({ ...place, argv, cwd, policy })
  const answers = [answerOf(start), answerOf(command)]
  const answer = STRICTNESS.findLast((candidate) => answers.includes(candidate)) ?? 'deny'
  const rules = [...start.rules, ...command.rules]
  const hasRule = one.rule === undefined || rules.some(({ rule }) => rule === one.rule)
  return { passed: answer === one.expect && hasRule, answer, rules }
}
