import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { statusView } from '../../apps/seqctl/status-view.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
import { planOf } from '../support/plans.ts'
import { good, scriptedRuntime } from '../support/runtimes.ts'
import { repoWith } from '../support/temporary.ts'
import { until } from '../support/until.ts'

test('a step whose runner has fallen silent is not shown as if it ran well', async () => {
  const root = repoWith(planOf({ a: ['node', '--version'] }))
  const { act, runtime, statusOf, sequence } = scriptedRuntime(root, () => undefined)
  await act({ action: 'run.step', ids: ['a'] })
  await until('it runs', () => statusOf('a') === 'RUNNING')
  const place = runtime.store.newest().get('a')
  if (!place) throw new Error('a has no attempt')
  const record = good(runtime.store.read(place))
  const saying = (agoMs: number) => {
    const heartbeat = new Date(Date.now() - agoMs).toISOString()
    const file = join(runtime.store.folderOf(place), 'status.json')
    writeFileSync(file, JSON.stringify({ ...record, heartbeat }))
    const now = { sequence: sequence(), revision: '', policy: SAFE_DEFAULTS }
    return statusView(now, runtime.store).steps[0]?.because
  }
  expect([saying(2000), saying(65_000)]).toEqual([
    undefined,
    expect.stringMatching(/^no sign of life for 1 min \d\d s; seqctl reconcile/),
  ])
})
