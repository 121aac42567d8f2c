import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { unwrap } from '../../shared/failure.ts'
import { commitAll } from '../support/git-repo.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'

const WRITE = 'require("fs").writeFileSync("made.txt", "by the step\\n")'

function repo(): string {
  const root = temporaryFolder()
  commitAll(root, { 'make.cjs': WRITE })
  return root
}

test('runs are listed, shown, told apart by their diff, and pruned but for what the plan stands on', async () => {
  const root = repo()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  await seqctl(
    'step',
    'add',
    'make',
    '--type',
    'base',
    '--model',
    'shell',
    '--',
    'node',
    'make.cjs',
  )
  const none = await seqctl('diff', 'make')
  const first = await seqctl('run', 'step', 'make', '--executor', 'direct', '--wait')
  await seqctl('step', 'reset', 'make')
  const second = await seqctl('run', 'step', 'make', '--executor', 'direct', '--wait')
  const ids: string[] = [first, second].map(({ json }) => json.data['runId'])
  const listed: readonly { run: { runId: string } }[] = (await seqctl('runs', 'list')).json.data
  const [older = '', newer = ''] = ids
  const shown = await seqctl('runs', 'show', older)
  const diff = await seqctl('diff', 'make', '--run', older)
  const ruleless = await seqctl('runs', 'prune')
  const dry = await seqctl('runs', 'prune', '--keep', '1', '--dry-run')
  const isThere = existsSync(join(root, '.threados/runs', older))
  const asked = await seqctl('runs', 'prune', '--keep', '1')
  const id = String(asked.json.details?.['id'])
  const early = await seqctl('runs', 'prune', '--keep', '1', '--confirm', id)
  const isStillThere = existsSync(join(root, '.threados/runs', older))
  unwrap(new Confirmations(dataFolder).grant(id))
  const pruned = await seqctl('runs', 'prune', '--keep', '1', '--confirm', id)
  const again = await seqctl('runs', 'prune', '--keep', '1', '--confirm', id)
  expect(none).toMatchObject({ exit: 6, json: { code: 'RUN_NOT_FOUND' } })
  expect(listed.map(({ run }) => run.runId)).toEqual([newer, older])
  expect(shown.json.data).toMatchObject({
    run: { runId: older, targets: ['make'] },
    attempts: [{ stepId: 'make', status: 'DONE' }],
  })
  expect(diff.json.data['diff']).toContain('+by the step')
  expect(ruleless).toMatchObject({ exit: 2, json: { code: 'USAGE' } })
  expect([dry.json.data, isThere]).toEqual([{ removed: [older], kept: [] }, true])
  expect([asked.exit, early.exit, isStillThere]).toEqual([4, 4, true])
  expect(asked.json.error).toContain(older)
  expect(pruned.json.data).toEqual({ removed: [older], kept: [] })
  expect(again.json.data).toEqual({ removed: [], kept: [] })
  expect(existsSync(join(root, '.threados/runs', older))).toBe(false)
  const [entry] = (await seqctl('audit', 'tail', '1')).json.data as readonly unknown[]
  expect(entry).toMatchObject({ action: 'runs.prune', payload: { removed: [older] } })
})

test('a run with an attempt that has no end on record is never pruned, nor by an agent', async () => {
  const root = repo()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  for (const id of ['one', 'two']) {
    await seqctl('step', 'add', id, '--type', 'base', '--model', 'shell', '--', 'node', '--version')
    await seqctl('run', 'step', id, '--executor', 'direct', '--wait')
  }
  const listed: readonly { run: { runId: string } }[] = (await seqctl('runs', 'list')).json.data
  const oldest = listed[1]?.run.runId ?? ''
  const path = join(root, '.threados/runs', oldest, 'one/status.json')
  const record = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...record, status: 'RUNNING' }))
  const kept = await seqctl('runs', 'prune', '--keep', '1')
  const agent = seqctlIn(root, dataFolder, { THREADOS_ACTOR: 'orchestrator' })
  expect(kept.json.data).toEqual({
    removed: [],
    kept: [{ runId: oldest, because: 'the attempt of one has no end on record' }],
  })
  expect(await agent('runs', 'prune', '--keep', '1')).toMatchObject({
    exit: 3,
    json: { code: 'DENIED' },
  })
})
