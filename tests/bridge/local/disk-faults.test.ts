import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { Door } from '../../../bridge/local/commit-actions.ts'
import { Confirmations } from '../../../bridge/local/confirmations.ts'
import { Documents } from '../../../bridge/local/documents.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { unwrap } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { draftOf } from '../../support/audit.ts'
import { SMALL_PLAN } from '../../support/plans.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const hasRights = process.platform !== 'win32'

/** A small file system of its own, where the machine lets us make one. */
function smallDisk(options: string): string | undefined {
  const folder = temporaryFolder()
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  if (made.status !== 0) return undefined
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
  })
  writeFiles(folder, { '.threados/sequence.yaml': SMALL_PLAN })
  return folder
}

const canMount = (() => {
  if (process.platform !== 'linux' || !isRoot) return false
  return spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
})()

function append(root: string, line: string): Promise<Result<unknown>> {
  return new Workspace(root).commit((head) =>
    ok({ text: `${new TextDecoder().decode(head.bytes)}# ${line}\n`, audit: draftOf(1) }),
  )
}

function textIn(root: string): string {
  return readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')
}

function codeOf(result: Result<unknown>): unknown {
  return result.ok ? 'ok' : [result.failure.code, result.failure.details?.['code']]
}

function isAuditGood(root: string): boolean {
  return unwrap(verifyAudit(join(root, '.threados/audit.log'))).report.ok
}

test.runIf(canMount)(
  'a full disk refuses the change, leaves the old state, and works again with space',
  async () => {
    const root = smallDisk('size=256k') ?? ''
    unwrap(await append(root, 'one'))
    const before = textIn(root)
    expect(() => writeFileSync(join(root, 'fill'), Buffer.alloc(1 << 20))).toThrow('ENOSPC')
    const refused = await append(root, 'two')
    expect(codeOf(refused)).toEqual(['IO', 'ENOSPC'])
    expect(refused.ok ? '' : refused.failure.message).toContain('The disk is full')
    expect([textIn(root), isAuditGood(root)]).toEqual([before, true])
    rmSync(join(root, 'fill'))
    unwrap(await append(root, 'three'))
    expect([textIn(root), isAuditGood(root)]).toEqual([`${before}# three\n`, true])
  },
)

test.runIf(canMount)(
  'a disk that has no more names refuses the change and leaves the old state',
  async () => {
    const root = smallDisk('nr_inodes=40') ?? ''
    unwrap(await append(root, 'one'))
    const before = textIn(root)
    mkdirSync(join(root, 'fill'))
    expect(() => {
      for (let n = 0; n < 100; n += 1) writeFileSync(join(root, 'fill', String(n)), '')
    }).toThrow('ENOSPC')
    expect(codeOf(await append(root, 'two'))).toEqual(['IO', 'ENOSPC'])
    expect([textIn(root), isAuditGood(root)]).toEqual([before, true])
    rmSync(join(root, 'fill'), { recursive: true })
    unwrap(await append(root, 'three'))
    expect(textIn(root)).toBe(`${before}# three\n`)
  },
)

/** All files and folders under a folder, itself included, deepest first. */
function treeOf(folder: string): string[] {
  const inner = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return [...inner.map((name) => join(folder, name)).reverse(), folder]
}

/** Runs as a user to whom rights apply; root has all of them. */
async function asOrdinaryUser<T>(root: string, body: () => Promise<T>): Promise<T> {
  if (!isRoot) return body()
  for (const path of treeOf(root)) chownSync(path, NOBODY, NOBODY)
  process.seteuid?.(NOBODY)
  try {
    return await body()
  } finally {
    process.seteuid?.(0)
  }
}

test.runIf(hasRights)(
  'a read-only folder refuses the change with its name, and nothing is damaged',
  async () => {
    const root = repoWith(SMALL_PLAN)
    unwrap(await append(root, 'one'))
    const before = textIn(root)
    const folders = ['.threados/state/rev', '.threados/state', '.threados']
    await asOrdinaryUser(root, async () => {
      for (const folder of folders) chmodSync(join(root, folder), 0o555)
      const refused = await append(root, 'two')
      expect(codeOf(refused)).toEqual(['IO', 'EACCES'])
      expect(refused.ok ? '' : refused.failure.message).toContain(join(root, '.threados'))
      expect([textIn(root), unwrap(new Workspace(root).readHead()).isForeign]).toEqual([
        before,
        false,
      ])
      for (const folder of folders) chmodSync(join(root, folder), 0o755)
      unwrap(await append(root, 'three'))
    })
    expect([textIn(root), isAuditGood(root)]).toEqual([`${before}# three\n`, true])
  },
)

test.runIf(hasRights)(
  'a permission that is lost in the middle of a commit is told, and the next one finishes it',
  async () => {
    const root = repoWith(SMALL_PLAN)
    unwrap(await append(root, 'one'))
    const before = textIn(root)
    await asOrdinaryUser(root, async () => {
      const folder = join(root, '.threados')
      const refused = await new Workspace(root).commit((head) => {
        // From here on records can be claimed, but sequence.yaml can't be replaced.
        chmodSync(folder, 0o555)
        return ok({ text: `${new TextDecoder().decode(head.bytes)}# two\n`, audit: draftOf(2) })
      })
      expect(codeOf(refused)).toEqual(['IO', 'EACCES'])
      expect(textIn(root)).toBe(before)
      chmodSync(folder, 0o755)
      unwrap(await append(root, 'three'))
    })
    expect([textIn(root), isAuditGood(root)]).toEqual([`${before}# two\n# three\n`, true])
  },
)

test('a file that another program replaces in the middle of a commit stands, and the change is refused', async () => {
  const root = repoWith(SMALL_PLAN)
  unwrap(await append(root, 'one'))
  const theirs = `${textIn(root)}# theirs\n`
  const refused = await new Workspace(root).commit((head) => {
    writeFileSync(join(root, 'other.tmp'), theirs)
    renameSync(join(root, 'other.tmp'), join(root, '.threados/sequence.yaml'))
    return ok({ text: `${new TextDecoder().decode(head.bytes)}# ours\n`, audit: draftOf(2) })
  })
  expect(codeOf(refused)).toEqual(['CONFLICT', undefined])
  expect(textIn(root)).toBe(theirs)
  // What was refused is not lost: the message names the record that keeps it.
  expect(readFileSync(join(root, '.threados/state/rev/2'), 'utf8')).toContain('# ours')
  unwrap(await append(root, 'next'))
  expect([textIn(root), isAuditGood(root)]).toEqual([`${theirs}# next\n`, true])
})

test('a clock that goes backwards changes no order, and checking says where it did', async () => {
  const root = repoWith(SMALL_PLAN)
  for (const day of ['03', '01', '02']) {
    const timestamp = `2026-02-${day}T00:00:00.000Z`
    unwrap(await new Workspace(root).commit(() => ok({ audit: draftOf(1, { timestamp }) })))
  }
  const { report } = unwrap(verifyAudit(join(root, '.threados/audit.log')))
  expect([report.ok, report.checked, report.backwards]).toEqual([true, 3, [2]])
})

test('a prompt that could never be written is refused before anything is committed', async () => {
  const root = repoWith(SMALL_PLAN, {
    '.threados/prompts/file.md': 'x',
    '.threados/prompts/folder.md/a.md': 'x',
  })
  const dataFolder = temporaryFolder()
  const workspace = new Workspace(root)
  const door = new Door({
    workspace,
    documents: new Documents(dataFolder, root),
    confirmations: new Confirmations(dataFolder),
    dataFolder,
  })
  const add = (name: string) =>
    door.apply({
      actions: [
        {
          action: 'step.add',
          id: 'new',
          type: 'base',
          model: 'codex',
          prompt: 'x',
          promptFile: `.threados/prompts/${name}`,
        },
      ],
      caller: { actor: 'user', name: 'ada' },
    })
  const refused = [
    await add(`${'n'.repeat(300)}.md`),
    await add('file.md/in.md'),
    await add('folder.md'),
  ]
  expect(refused.map((result) => (result.ok ? 'ok' : result.failure.code))).toEqual(
    Array(3).fill('INVALID_PATH'),
  )
  expect([textIn(root), (await add('good.md')).ok]).toEqual([SMALL_PLAN, true])
})
