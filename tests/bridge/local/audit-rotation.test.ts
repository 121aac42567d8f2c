import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listAudit, verifyAudit } from '../../../bridge/local/audit-log.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { unwrap } from '../../../shared/failure.ts'
import { ok } from '../../../shared/result.ts'
import { draftOf } from '../../support/audit.ts'
import { SMALL_PLAN } from '../../support/plans.ts'
import { repoWith } from '../../support/temporary.ts'

/** A line is some 500 bytes long, so that every third entry begins a new file. */
const LIMIT = 1200

function open(root: string): Workspace {
  return new Workspace(root, { auditLimit: LIMIT, dataFolder: join(root, 'data') })
}

async function note(workspace: Workspace, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) unwrap(await workspace.commit(() => ok({ audit: draftOf(n) })))
}

function logFiles(root: string): string[] {
  return readdirSync(join(root, '.threados')).filter((name) => name.startsWith('audit.log'))
}

function check(workspace: Workspace) {
  const { report } = unwrap(verifyAudit(workspace.auditPath, workspace.checkpoints))
  return { problem: report.problem, checked: report.checked }
}

test('a log that has grown large goes on in a new file with the same chain', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = open(root)
  await note(workspace, 1, 2, 3, 4, 5, 6, 7, 8)
  expect(logFiles(root)).toEqual(['audit.log', 'audit.log.1', 'audit.log.2'])
  expect(check(workspace)).toEqual({ problem: undefined, checked: 8 })
  unwrap(workspace.checkpoints?.sign() ?? ok(undefined))
  await note(open(root), 9, 10)
  expect(unwrap(workspace.checkpoints?.sign() ?? ok(undefined))?.seq).toBe(10)
  const page = unwrap(listAudit(workspace.auditPath, {}, { limit: 4, before: 6 }))
  expect([page.entries.map((entry) => entry.seq), page.older]).toEqual([[2, 3, 4, 5], 2])
})

test('many writers across the end of a file lose no entry', async () => {
  const root = repoWith(SMALL_PLAN)
  const numbers = Array.from({ length: 40 }, (_, index) => index + 1)
  await Promise.all(numbers.map((n) => note(open(root), n)))
  expect(check(open(root))).toEqual({ problem: undefined, checked: 40 })
})

test('a closed file that is missing or out of place is found', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = open(root)
  await note(workspace, 1, 2, 3, 4, 5, 6, 7, 8)
  const [first, second] = [`${workspace.auditPath}.1`, `${workspace.auditPath}.2`]
  renameSync(first, `${first}.away`)
  expect(check(workspace).problem).toMatchObject({ file: second, line: 1, kind: 'removed' })
  renameSync(second, first)
  expect(check(workspace).problem).toMatchObject({ file: first, line: 1 })
})

test('a writer that died while it closed a file leaves nothing to mend', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = open(root)
  await note(workspace, 1, 2, 3)
  linkSync(workspace.auditPath, `${workspace.auditPath}.1`)
  expect(check(workspace)).toEqual({ problem: undefined, checked: 3 })
  await note(workspace, 4)
  expect(check(workspace)).toEqual({ problem: undefined, checked: 4 })
})

test('without its state folder a log of several files goes on in its last one', async () => {
  const root = repoWith(SMALL_PLAN)
  await note(open(root), 1, 2, 3, 4, 5)
  rmSync(join(root, '.threados/state'), { recursive: true })
  await note(open(root), 6, 7, 8)
  expect(check(open(root))).toEqual({ problem: undefined, checked: 8 })
  expect(existsSync(join(root, '.threados/audit.log.2'))).toBe(true)
  expect(readFileSync(join(root, '.threados/audit.log'), 'utf8')).toContain('"seq":8')
})
