import { bench, describe } from 'vitest'
import { verifyChain } from '../../shared/audit/chain.ts'
import { formatEntry, sealEntry } from '../../shared/audit/entry.ts'
import type { AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'

const COUNT = 100_000

function draft(n: number): AuditDraft {
  return {
    timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    actor: 'orchestrator',
    action: 'step.edit',
    target: `step-${n}`,
    payload: { id: `step-${n}`, name: 'Build the api', cwd: 'packages/api' },
    policy_mode: 'SAFE',
    result: 'success',
    revision_before: 'a'.repeat(64),
    revision_after: 'b'.repeat(64),
  }
}

function buildLog(): string[] {
  const lines: string[] = []
  let last: AuditEntry | undefined
  for (let n = 1; n <= COUNT; n += 1) {
    last = sealEntry(draft(n), last)
    lines.push(formatEntry(last))
  }
  return lines
}

const LINES = buildLog()

/** The goal is 2 s. */
describe('audit of 100,000 entries', () => {
  bench(
    'verify the chain',
    () => {
      if (!verifyChain(LINES).ok) throw new Error('the chain must be good')
    },
    { iterations: 3, time: 0 },
  )
})
