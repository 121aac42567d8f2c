import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { requestStop } from '../../bridge/runner/end-attempts.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import { ended, survivors } from '../support/attempts.ts'
import { until } from '../support/until.ts'
import { AGENTS, fullAccess, useWorkbench } from './workbench.ts'

const bench = useWorkbench()
const RESIDUE = ['.codex', '.agents', '.aws', '.git']

function there(): string[] {
  return readdirSync(bench.workshop.root).filter((name) => RESIDUE.includes(name))
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
    requestStop(attempt.folder)
    const stopped = await ended(attempt, 60_000)
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
      for (const prompt of ['one', 'two', 'three']) {
        const last = records.at(-1)
        const resume = last?.sessionId && {
          sessionId: last.sessionId,
          ...(last.sessionUsage ? { usedBefore: last.sessionUsage } : {}),
        }
        const { record } = await bench.run(model, prompt, resume ? { resume } : {})
        expect(record.status).toBe('DONE')
        records.push(record)
      }
      const each = records.map(({ usage, costUsd }) => [usage?.inputTokens, costUsd])
      // The model says the same of each turn, so every attempt must count the same.
      expect(each).toEqual(each.map(() => each[0]))
      if (model === 'codex') {
        const sum = records.reduce((tokens, { usage }) => tokens + (usage?.inputTokens ?? 0), 0)
        expect(sum).toBe(records.at(-1)?.sessionUsage?.inputTokens)
      } else expect(records[0]?.costUsd).toBeGreaterThan(0)
    },
  )
})
