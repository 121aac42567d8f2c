import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { readMetrics } from '../../../bridge/scheduler/read-metrics.ts'
import { formatEntry, sealEntry } from '../../../shared/audit/entry.ts'
import type { AuditEntry } from '../../../shared/schema/audit-entry.ts'
import { sequence, step } from '../../support/sequences.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'
import { attemptOf } from '../../support/web-sequences.ts'

const OLDER = '01JCZ8Q3T0DEM0DEM0DEM0DEM0'
const NEWER = '01JCZ8Q3T1DEM0DEM0DEM0DEM0'
const PLAN = sequence([
  step('a'),
  step('b'),
  step('best', { type: 'f', fusion_candidates: ['a', 'b'], fusion_synth: true }),
])

function auditText(...ids: readonly string[]): string {
  const entries: AuditEntry[] = []
  for (const [index, id] of ids.entries()) {
    const draft = {
      timestamp: `2026-02-0${index + 1}T09:00:00.000Z`,
      actor: 'user',
      action: 'step.add',
      target: id,
      payload: {},
      policy_mode: 'SAFE',
      result: 'success',
    } as const
    entries.push(sealEntry(draft, entries.at(-1)))
  }
  return entries.map(formatEntry).join('')
}

test('metrics come from the newest runs and entries, and say what they leave out', async () => {
  const folder = temporaryFolder()
  const status = (runId: string, stepId: string) =>
    JSON.stringify({ ...attemptOf(stepId), runId, costUsd: 0.5, durationMs: 1000 })
  writeFiles(folder, {
    [`runs/${OLDER}/a/status.json`]: status(OLDER, 'a'),
    [`runs/${OLDER}/a/summary.md`]: 'An old summary.',
    [`runs/${NEWER}/a/status.json`]: status(NEWER, 'a'),
    [`runs/${NEWER}/a/summary.md`]: 'All tests pass.',
    [`runs/${NEWER}/b/status.json`]: status(NEWER, 'b'),
    [`runs/${NEWER}/b/summary.md`]: 'All tests pass!',
    'audit.log': auditText('a', 'b', 'best'),
  })
  const read = async (runs: number, entries: number) => {
    const found = await readMetrics({
      sequence: PLAN,
      store: new AttemptStore(folder),
      auditPath: join(folder, 'audit.log'),
      limits: { runs, entries },
    })
    if (!found.ok) throw new Error(found.failure.message)
    const { attempts, days, spend, fusionAgreement, leftOut } = found.value
    const created = days.reduce((sum, day) => sum + day.created, 0)
    return { attempts, created, costUsd: spend.costUsd, fusionAgreement, leftOut }
  }
  expect(await read(10, 10)).toEqual({
    attempts: 3,
    created: 3,
    costUsd: 1.5,
    fusionAgreement: 1,
    leftOut: { runs: 0, entries: false, steps: 0 },
  })
  expect(await read(1, 2)).toEqual({
    attempts: 2,
    created: 2,
    costUsd: 1,
    fusionAgreement: 1,
    leftOut: { runs: 1, entries: true, steps: 0 },
  })
})
