import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { CASES, numbersIn } from './cases.ts'

type Outcome = 'passed' | 'failed'

/** What became of a case with each agent. */
type Outcomes = Map<number, Map<string, Outcome>>

function note(outcomes: Outcomes, one: TestCase): void {
  const { state } = one.result()
  if (state !== 'passed' && state !== 'failed') return
  const agent = one.parent.type === 'suite' ? one.parent.name : ''
  for (const number of numbersIn(one.name)) {
    const ofCase = outcomes.get(number) ?? new Map<string, Outcome>()
    // A case that several tests show has passed when all of them have.
    if (ofCase.get(agent) !== 'failed') ofCase.set(agent, state)
    outcomes.set(number, ofCase)
  }
}

/** One line a case, a word an agent; `not run` where the program is not there or the test was left out. */
function report(outcomes: Outcomes, available: readonly string[]): string[] {
  const rows = CASES.filter(({ real }) => real.length > 0)
  const lines = rows.map(({ number, promise, real }) => {
    const words = real.map((agent) => {
      const missing = available.includes(agent) ? 'not run' : 'not available'
      return `${agent} ${outcomes.get(number)?.get(agent) ?? missing}`
    })
    return `${String(number).padStart(3)}  ${promise}: ${words.join(', ')}`
  })
  const counts = { passed: 0, failed: 0, not: 0 }
  for (const { number, real } of rows) {
    for (const agent of real) counts[outcomes.get(number)?.get(agent) ?? 'not'] += 1
  }
  const others = CASES.length - rows.length
  return [
    '',
    'Cases with the real programs',
    ...lines,
    '',
    `${counts.passed} passed, ${counts.failed} failed, ${counts.not} not run; ${others} cases are for scripted agents alone or still open.`,
  ]
}

/** Prints for each case what became of it with each agent, and how many there were. */
export class CaseReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes: Outcomes = new Map()
    for (const module of modules) {
      for (const one of module.children.allTests()) note(outcomes, one)
    }
    const available = (process.env['THREADOS_AGENTS'] ?? '').split(',')
    process.stdout.write(`${report(outcomes, available).join('\n')}\n`)
  }
}
