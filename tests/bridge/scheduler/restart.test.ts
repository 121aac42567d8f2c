import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planOf } from '../../support/plans.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const PROMPT = '.threados/prompts/a.md'
const AGENT = planOf({ a: [] }).replace('model: shell\n    command: []', 'model: codex')

test('a restart is another attempt of another run; when it can not start, nothing runs and the reason is told', async () => {
  const root = repoWith(AGENT, { [PROMPT]: 'Do it.' })
  const { act, runtime, host, statusOf } = scriptedRuntime(root, () => ({ status: 'DONE' }))
  const first = await act({ action: 'run.step', ids: ['a'] })
  good(await runtime.finished(first.runId ?? ''))
  const second = await act({ action: 'step.restart', id: 'a' })
  good(await runtime.finished(second.runId ?? ''))
  expect([statusOf('a'), host.started.length, first.runId === second.runId]).toEqual([
    'DONE',
    2,
    false,
  ])

  rmSync(join(root, PROMPT))
  await act({ action: 'step.restart', id: 'a' })
  await until('the start has failed', () => statusOf('a') === 'FAILED')
  const place = runtime.store.newest().get('a')
  const record = place && good(runtime.store.read(place))
  expect([host.started.length, record?.reason, record?.message]).toEqual([
    2,
    'spawn_failed',
    expect.stringContaining(PROMPT),
  ])
})
