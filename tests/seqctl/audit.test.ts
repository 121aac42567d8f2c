import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatEntry } from '../../shared/audit/entry.ts'
import type { AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'
import { sealAll } from '../support/audit.ts'
import { SMALL_PLAN } from '../support/plans.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

function setUp() {
  const root = repoWith(SMALL_PLAN)
  const seqctl = seqctlIn(root, temporaryFolder())
  const log = join(root, '.threados/audit.log')
  const add = (id: string) =>
    seqctl('step', 'add', id, '--type', 'base', '--model', 'shell', '--', 'node', '--version')
  return { root, seqctl, log, add }
}

function draftsIn(log: string): AuditDraft[] {
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const { seq, prev, hash, ...draft } = JSON.parse(line) as AuditEntry
    return draft
  })
}

test('what a command wrote is signed when it ends, and a log that was sealed anew is found by its line', async () => {
  const { seqctl, log, add } = setUp()
  for (const id of ['one', 'two', 'three']) await add(id)
  const good = await seqctl('audit', 'verify')
  expect(good).toMatchObject({
    exit: 0,
    json: {
      data: { entries: 3, unsigned: 0, signed: { seq: 3 }, torn: [], backwards: [] },
    },
  })
  const drafts = draftsIn(log).with(1, { ...(draftsIn(log)[1] as AuditDraft), target: 'other' })
  writeFileSync(log, sealAll(drafts).map(formatEntry).join(''))
  const bad = await seqctl('audit', 'verify')
  expect(bad).toMatchObject({
    exit: 1,
    json: {
      success: false,
      code: 'INVALID_AUDIT',
      error: 'Entry 2 was rewritten: a checkpoint has another hash for entry 2.',
      details: { kind: 'rewritten', at: { file: log, line: 2 } },
    },
  })
}, 60_000)

test('without checkpoints of this machine the answer says what would not show', async () => {
  const { root, add } = setUp()
  await add('one')
  const elsewhere = await seqctlIn(root, temporaryFolder())('audit', 'verify')
  expect(elsewhere).toMatchObject({ exit: 0, json: { data: { signed: null, unsigned: 1 } } })
  expect(elsewhere.stdout).toContain('No signed checkpoint of this log is on this machine')
}, 60_000)

test('entries are filtered and paged, and wrong filters refused', async () => {
  const { seqctl, add } = setUp()
  for (const id of ['one', 'two', 'three']) await add(id)
  await seqctl('step', 'edit', 'two', '--name', 'Second')
  const targets = async (...flags: string[]) => {
    const { json } = await seqctl('audit', 'list', ...flags)
    const data = json.data as { entries: AuditEntry[]; older: number | null }
    return [data.entries.map((entry) => `${entry.action} ${entry.target}`), data.older]
  }
  expect(await targets('--action', 'step.add', '--limit', '2')).toEqual([
    ['step.add two', 'step.add three'],
    2,
  ])
  expect(await targets('--action', 'step.add', '--limit', '2', '--before', '2')).toEqual([
    ['step.add one'],
    null,
  ])
  expect(await targets('--target', 'two')).toEqual([['step.add two', 'step.edit two'], null])
  expect(await targets('--actor', 'orchestrator')).toEqual([[], null])
  expect(await targets('--since', '1h', '--result', 'success', '--limit', '1')).toEqual([
    ['step.edit two'],
    4,
  ])
  const tail = await seqctl('audit', 'tail', '1')
  expect((tail.json.data as AuditEntry[]).map((entry) => entry.seq)).toEqual([4])
  const refused = await Promise.all([
    seqctl('audit', 'list', '--since', 'yesterday'),
    seqctl('audit', 'list', '--limit', '0'),
    seqctl('audit', 'tail', 'many'),
    seqctl('audit', 'list', '--result', 'fine'),
  ])
  expect(refused.map(({ exit, json }) => [exit, json.code])).toEqual(Array(4).fill([2, 'USAGE']))
}, 60_000)

test('a torn last line is named, moved aside by the next change, and reported from then on', async () => {
  const { root, seqctl, log, add } = setUp()
  await add('one')
  const torn = '{"seq":2,"timest'
  appendFileSync(log, torn)
  expect(await seqctl('audit', 'verify')).toMatchObject({
    exit: 1,
    json: { details: { kind: 'torn', at: { line: 2 } } },
  })
  await add('two')
  const [file] = readdirSync(join(root, '.threados')).filter((name) => name.includes('torn-'))
  const path = join(root, '.threados', file ?? '')
  expect(readFileSync(path, 'utf8')).toBe(torn)
  expect(await seqctl('audit', 'verify')).toMatchObject({
    exit: 0,
    json: { data: { entries: 2, unsigned: 0, torn: [path] } },
  })
}, 60_000)

test('checkpoints begin anew when the user removes them', async () => {
  const { root, log } = setUp()
  const data = temporaryFolder()
  const seqctl = seqctlIn(root, data)
  await seqctl('step', 'add', 'one', '--type', 'base', '--model', 'claude-code')
  await seqctl('step', 'edit', 'one', '--name', 'First')
  rmSync(log)
  rmSync(join(root, '.threados/state'), { recursive: true })
  const bad = await seqctl('audit', 'verify')
  expect(bad).toMatchObject({ exit: 1, json: { details: { kind: 'truncated' } } })
  expect(bad.stdout).toContain(join(data, 'audit'))
  rmSync(join(data, 'audit'), { recursive: true })
  await seqctl('step', 'edit', 'one', '--name', 'Again')
  expect(await seqctl('audit', 'verify')).toMatchObject({ exit: 0, json: { data: { entries: 1 } } })
}, 60_000)
