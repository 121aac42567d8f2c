import { unifiedDiff } from '../../../../shared/diff/unified.ts'
import type { AttemptFile } from '../../../../shared/protocol/methods.ts'
import { demoLog } from './demo-attempts.ts'

const MONEY = `export function total(items) {
  let sum = 0
  for (const item of items) sum += item.price * item.count
  return sum
}
`

const ROUNDED = `import { toCents } from './cents.js'

/** The sum of all items in cents, each rounded as the bank does. */
export function total(items) {
  return items.reduce((sum, { price, count }) => sum + toCents(price * count), 0)
}
`

const HALF_UP = `/** The sum of all items in cents. */
export function total(items) {
  return items.reduce((sum, { price, count }) => sum + Math.round(price * count * 100), 0)
}
`

const CENTS = `/** Half cents go to the even neighbour, as the bank rounds. */
export function toCents(amount) {
  const cents = amount * 100
  const floor = Math.floor(cents)
  if (cents - floor !== 0.5) return Math.round(cents)
  return floor % 2 === 0 ? floor : floor + 1
}
`

const MONEY_FILE = 'src/money.js'
const withCents = unifiedDiff(MONEY_FILE, MONEY, ROUNDED) + unifiedDiff('src/cents.js', '', CENTS)

/** What the attempts of the demo changed, by step. */
export const DEMO_DIFFS: Readonly<Record<string, string>> = {
  'impl-1': withCents,
  'impl-2': unifiedDiff(MONEY_FILE, MONEY, HALF_UP),
  'impl-3': withCents.replace('go to the even neighbour', 'go to the even side'),
}

/** What their agents said at the end, by step. */
export const DEMO_SUMMARIES: Readonly<Record<string, string>> = {
  spec: 'docs/spec.md says what the API does and does not do. Four of the five open questions are answered.\n',
  'impl-1':
    'All endpoints are implemented. Amounts are kept in cents and rounded half to even, as the bank does. All 64 tests pass.\n',
  'impl-2':
    'All endpoints are implemented in seven files. Amounts are kept in cents and rounded half up. All 71 tests pass.\n',
  'impl-3':
    'All endpoints are implemented. Amounts are kept in cents and rounded half to even, as the bank does. All 58 tests pass; please check src/money.js.\n',
}

function textsOf(stepId: string): readonly (readonly [name: string, text: string])[] {
  return (
    [
      ['diff.patch', DEMO_DIFFS[stepId] ?? ''],
      ['stderr.log', demoLog(stepId, 'stderr')],
      ['stdout.log', demoLog(stepId, 'stdout')],
      ['summary.md', DEMO_SUMMARIES[stepId] ?? ''],
    ] as const
  ).filter(([, text]) => text !== '')
}

/** The files that an attempt of the demo left. */
export function demoFiles(stepId: string): readonly AttemptFile[] {
  return textsOf(stepId).map(([name, text]) => ({ name, bytes: text.length }))
}

/** What is in one of them; undefined for a name that is none. */
export function demoFileText(stepId: string, name: string): string | undefined {
  return textsOf(stepId).find(([known]) => known === name)?.[1]
}
