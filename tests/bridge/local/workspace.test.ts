import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import type { Head } from '../../../bridge/local/read-head.ts'
import { type Change, Workspace } from '../../../bridge/local/workspace.ts'
import { unwrap } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { AuditDraft } from '../../../shared/schema/audit-entry.ts'
import { SMALL_PLAN } from '../../support/plans.ts'
import { repoWith } from '../../support/temporary.ts'

const NOW = new Date('2026-02-07T00:00:00Z')

function draft(action: string): AuditDraft {
  return {
    timestamp: NOW.toISOString(),
    actor: 'user',
    action,
    target: 'x',
    payload: {},
    policy_mode: 'SAFE',
    result: 'success',
  }
}

function workspaceIn(root: string): Workspace {
  return new Workspace(root, { now: () => NOW })
}

function fileIn(root: string): string {
  return readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')
}

/** Puts another line at the end of whatever the head has. */
function append(line: string) {
  return (head: Head): Result<Change> =>
    ok({ text: `${new TextDecoder().decode(head.bytes)}# ${line}\n`, audit: draft(line) })
}

test('a commit changes file, chain and audit log together', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = workspaceIn(root)
  const done = unwrap(await workspace.commit(append('one')))
  expect({
    file: fileIn(root),
    head: unwrap(workspace.readHead()).revision,
    entry: [done.entry.seq, done.entry.action],
    audit: unwrap(verifyAudit(workspace.auditPath)).report,
  }).toEqual({
    file: `${SMALL_PLAN}# one\n`,
    head: done.revision,
    entry: [1, 'one'],
    audit: {
      ok: true,
      checked: 1,
      head: { seq: 1, hash: done.entry.hash },
      backwards: [],
      problem: undefined,
    },
  })
})

test('a refused change leaves nothing behind', async () => {
  const root = repoWith(SMALL_PLAN)
  const refused = await workspaceIn(root).commit(() => ({
    ok: false,
    failure: { code: 'DENIED', message: 'no' },
  }))
  expect(refused).toEqual({ ok: false, failure: { code: 'DENIED', message: 'no' } })
  expect(fileIn(root)).toBe(SMALL_PLAN)
  expect(existsSync(join(root, '.threados/audit.log'))).toBe(false)
})

test('many writers at once lose nothing', async () => {
  const root = repoWith(SMALL_PLAN)
  const names = Array.from({ length: 40 }, (_, index) => `line-${index}`)
  const results = await Promise.all(names.map((name) => workspaceIn(root).commit(append(name))))
  expect(results.every((result) => result.ok)).toBe(true)
  const lines = fileIn(root).split('\n')
  expect(names.filter((name) => !lines.includes(`# ${name}`))).toEqual([])
  expect(unwrap(verifyAudit(join(root, '.threados/audit.log'))).report).toMatchObject({
    ok: true,
    checked: 40,
  })
})

test('prompts are written and removed with the commit', async () => {
  const root = repoWith(SMALL_PLAN, { '.threados/prompts/old.md': 'old' })
  const prompts = [
    { path: '.threados/prompts/new.md', text: 'new' },
    { path: '.threados/prompts/old.md', text: null },
  ]
  unwrap(await workspaceIn(root).commit(() => ok({ prompts, audit: draft('prompts') })))
  expect(readdirSync(join(root, '.threados/prompts'))).toEqual(['new.md'])
})

test('an edit by another program becomes a record of its own before the next commit', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = workspaceIn(root)
  unwrap(await workspace.commit(append('one')))
  writeFileSync(join(root, '.threados/sequence.yaml'), `${fileIn(root)}# by hand\n`)
  unwrap(await workspace.commit(append('two')))
  expect(fileIn(root)).toBe(`${SMALL_PLAN}# one\n# by hand\n# two\n`)
  const actions = readFileSync(workspace.auditPath, 'utf8').match(/"action":"[^"]+"/g)
  expect(actions).toEqual(['"action":"one"', '"action":"sequence.import"', '"action":"two"'])
})

test('a file that does not parse is never overwritten, and says what is wrong', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = workspaceIn(root)
  unwrap(await workspace.commit(append('one')))
  const broken = 'version: "1.0"\nname: [\n'
  writeFileSync(join(root, '.threados/sequence.yaml'), broken)
  const refused = await workspace.commit(append('two'))
  expect(refused.ok ? 'committed' : refused.failure.code).toBe('YAML_SYNTAX')
  expect(fileIn(root)).toBe(broken)
})

test('a record whose writer died before publishing is published by the next one', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = workspaceIn(root)
  unwrap(await workspace.commit(append('one')))
  const before = fileIn(root)
  unwrap(await workspace.commit(append('two')))
  const after = fileIn(root)
  // What a kill between claiming and publishing leaves: the record, but none of its copies.
  const rev = join(root, '.threados/state/rev')
  rmSync(join(rev, '2.pub'))
  writeFileSync(join(root, '.threados/sequence.yaml'), before)
  const audit = readFileSync(workspace.auditPath, 'utf8').split('\n')
  writeFileSync(workspace.auditPath, `${audit[0]}\n`)
  expect(new TextDecoder().decode(unwrap(workspace.readHead()).bytes)).toBe(after)
  unwrap(await workspaceIn(root).commit(() => ok({ audit: draft('three') })))
  expect(fileIn(root)).toBe(after)
  expect(unwrap(verifyAudit(workspace.auditPath)).report).toMatchObject({ ok: true, checked: 3 })
})

test('a torn last line of the audit log is moved aside and the chain goes on', async () => {
  const root = repoWith(SMALL_PLAN)
  const workspace = workspaceIn(root)
  unwrap(await workspace.commit(append('one')))
  writeFileSync(workspace.auditPath, '{"seq":2,"timest', { flag: 'a' })
  unwrap(await workspace.commit(append('two')))
  expect(unwrap(verifyAudit(workspace.auditPath)).report).toMatchObject({ ok: true, checked: 2 })
  const torn = readdirSync(join(root, '.threados')).filter((name) => name.includes('torn'))
  expect(torn).toHaveLength(1)
})

test('without its state folder a workspace goes on from the files', async () => {
  const root = repoWith(SMALL_PLAN)
  unwrap(await workspaceIn(root).commit(append('one')))
  renameSync(join(root, '.threados/state'), join(root, '.threados/state-moved'))
  unwrap(await workspaceIn(root).commit(append('two')))
  expect(fileIn(root)).toBe(`${SMALL_PLAN}# one\n# two\n`)
  expect(unwrap(verifyAudit(join(root, '.threados/audit.log'))).report).toMatchObject({
    ok: true,
    checked: 2,
  })
})

test('a byte order mark and CRLF survive a commit', async () => {
  const text = `\uFEFF${SMALL_PLAN.replaceAll('\n', '\r\n')}`
  const root = repoWith(text)
  unwrap(await workspaceIn(root).commit(() => ok({ audit: draft('noted') })))
  expect(fileIn(root)).toBe(text)
})
