import { expect, test } from 'vitest'
import { checkLog, searchEntries } from '../../../apps/web/src/audit/check-chain.ts'
import { demoAudit, demoAuditText } from '../../../apps/web/src/demo/demo-audit.ts'

test('a log that nobody touched is whole, and its entries come newest first', () => {
  const { report, entries } = checkLog([demoAuditText()])
  expect(report).toMatchObject({ ok: true, checked: demoAudit().length })
  expect(entries.map(({ seq }) => seq)).toEqual(
    demoAudit()
      .map(({ seq }) => seq)
      .toReversed(),
  )
})

test('the chain goes on over files', () => {
  const lines = demoAuditText().split(/(?<=\n)/)
  const files = [lines.slice(0, 3).join(''), lines.slice(3).join('')]
  expect(checkLog(files).report).toMatchObject({ ok: true, checked: lines.length })
  expect(checkLog(files.toReversed()).report.ok).toBe(false)
})

test('a changed word is found, and what can be read is still shown', () => {
  const { report, entries } = checkLog([demoAuditText().replace('orchestrator', 'system')])
  expect(report.problem?.kind).toBe('edited')
  expect(entries).toHaveLength(demoAudit().length)
})

test('a search looks at every field for all words', () => {
  const entries = demoAudit()
  expect(searchEntries(entries, ' ')).toEqual(entries)
  expect(searchEntries(entries, 'DENIED orchestrator').map(({ target }) => target)).toEqual([
    'tests',
  ])
  expect(searchEntries(entries, 'denied system')).toEqual([])
})
