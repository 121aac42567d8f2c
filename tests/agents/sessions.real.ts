import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { requestStop } from '../../bridge/runner/end-attempts.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import { ended, left, survivors } from '../support/attempts.ts'
import { until } from '../support/until.ts'
import { AGENTS, fullAccess, useWorkbench } from './workbench.ts'

const bench = useWorkbench()
const RESIDUE = ['.codex', '.agents', '.aws', '.git']

/** What a killed agent may leave in its folder and in the temporary one. */
function there(): string[] {
  return [bench.workshop.root, join(bench.home, 'tmp')]
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => RESIDUE.includes(name))
}

/** What claude says that its whole conversation has cost, at the end of what it printed. */
function totalCost(printed: string): number {
  return Number([...printed.matchAll(/"total_cost_usd":([0-9.e-]+)/g)].at(-1)?.[1] ?? 0)
}

describe.each(AGENTS)('%s', (model) => {
  const only = (...models: readonly string[]) => test.runIf(models.includes(model))

  test('[15] [17] [18] [35] a stop in the middle of a tool leaves nothing, and the session goes on', async () => {
    const begun = `begun-${model}`
    bench.turns(
      { run: `trap "" TERM; echo x > ${begun}; sleep 333 & wait; sleep 334` },
      { say: 'x' },
    )
    const attempt = bench.prepare(model, `unforgettable-${model}`, fullAccess(model))
    expect((await bench.host.start(attempt.folder)).ok).toBe(true)
    const file = join(bench.workshop.root, begun)
    await until('the tool runs', () => existsSync(file), 120_000)
    const asked = performance.now()
    requestStop(attempt.folder)
    const stopped = await ended(attempt, 60_000)
    expect(performance.now() - asked).toBeLessThan(attempt.command.graceMs + 2000)
    expect([stopped.reason, survivors(attempt), there()]).toEqual(['stopped', 0, []])
    if (stopped.sessionId === undefined) throw new Error('no session id was kept')
    bench.turns({ say: 'I went on.' })
    const from = bench.stub.requests.length
    const { record } = await bench.run(model, 'go on', {
      resume: { sessionId: stopped.sessionId },
    })
    expect([record.status, record.sessionId]).toEqual(['DONE', stopped.sessionId])
    expect(bench.heard(from)).toContain(`unforgettable-${model}`)
  })

  only('claude-code', 'codex')(
    '[20] [21] three attempts of one session add up to what it says at last',
    async () => {
      const records: AttemptRecord[] = []
      let total = 0
      for (const prompt of ['one', 'two', 'three']) {
        const last = records.at(-1)
        const resume = last?.sessionId && {
          sessionId: last.sessionId,
          ...(last.sessionUsage ? { usedBefore: last.sessionUsage } : {}),
        }
        const { attempt, record } = await bench.run(model, prompt, resume ? { resume } : {})
        expect(record.status).toBe('DONE')
        total = totalCost(left(attempt, 'stdout.log') ?? '')
        records.push(record)
      }
      const each = records.map(({ usage, costUsd }) => [usage?.inputTokens, costUsd])
      // The model says the same of each turn, so every attempt must count the same.
      expect(each).toEqual(each.map(() => each[0]))
      if (model === 'codex') {
        const sum = records.reduce((tokens, { usage }) => tokens + (usage?.inputTokens ?? 0), 0)
        expect(sum).toBe(records.at(-1)?.sessionUsage?.inputTokens)
      } else {
        const sum = records.reduce((dollars, { costUsd = 0 }) => dollars + costUsd, 0)
        expect(total).toBeGreaterThan(0)
        expect(sum).toBeCloseTo(total, 8)
      }
    },
  )
})
