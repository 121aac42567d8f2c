import { describe, expect, test } from 'vitest'
import { type WritableFiles, writeToFolder } from '../../../apps/web/src/folder/folder-commit.ts'
import { fail } from '../../../shared/failure.ts'
import { sha256Hex } from '../../../shared/hash.ts'
import { ok } from '../../../shared/result.ts'

const PLAN = '.threados/sequence.yaml'
const [EDITED, ADDED, REMOVED] = ['a', 'b', 'c'].map((id) => `.threados/prompts/${id}.md`) as [
  string,
  string,
  string,
]
const BASE = 'name: demo\nsteps: []\n'
const OURS = `${BASE}gates: []\n`
const THEIRS = `${BASE}# by hand\n`
const BEFORE = { [PLAN]: BASE, [EDITED]: 'old', [REMOVED]: 'still needed' }
const AFTER = { [PLAN]: OURS, [EDITED]: 'new', [ADDED]: 'added' }

const revisionOf = (text: string) => sha256Hex(new TextEncoder().encode(text))
const CHANGE = {
  base: revisionOf(BASE),
  revision: revisionOf(OURS),
  text: OURS,
  prompts: [
    { path: EDITED, text: 'new' },
    { path: ADDED, text: 'added' },
    { path: REMOVED, text: null },
  ],
}

/** A folder in memory; `onTurn` is called before each operation and may refuse it. */
function memoryFolder(onTurn: (turn: number, name: string, disk: Map<string, string>) => boolean) {
  const disk = new Map<string, string>(Object.entries(BEFORE))
  const names: string[] = []
  async function turn<T>(name: string, path: string, work: () => T) {
    names.push(`${name} ${path}`)
    return onTurn(names.length - 1, name, disk) ? ok(work()) : fail('IO', `${path}: no.`)
  }
  const bytesOf = (text: string | undefined) =>
    text === undefined ? undefined : new TextEncoder().encode(text)
  const files: WritableFiles = {
    read: (path) => turn('read', path, () => bytesOf(disk.get(path))),
    readText: (path) => turn('read', path, () => disk.get(path)),
    write: (path, text) => turn('write', path, () => void disk.set(path, text)),
    remove: (path) => turn('remove', path, () => void disk.delete(path)),
  }
  return { files, names, contents: () => Object.fromEntries(disk) }
}

/** The operations of a change that nothing disturbs. */
async function undisturbed(): Promise<readonly string[]> {
  const folder = memoryFolder(() => true)
  expect(await writeToFolder(folder.files, CHANGE)).toEqual({ ok: true, value: undefined })
  expect(folder.contents()).toEqual(AFTER)
  return folder.names
}

describe('a change that is written into a folder', () => {
  test('never takes away what another program writes between any two operations, but for one moment', async () => {
    const names = await undisturbed()
    const lost: string[] = []
    for (const at of names.keys()) {
      const folder = memoryFolder((turn, _, disk) => {
        if (turn === at) disk.set(PLAN, THEIRS)
        return true
      })
      const written = await writeToFolder(folder.files, CHANGE)
      const now = folder.contents()
      // When ours was complete already, theirs is simply the next version.
      if (written.ok && now[PLAN] === THEIRS) continue
      if (written.ok) lost.push(names[at] ?? '')
      else {
        expect([written.failure.code, now]).toEqual(['CONFLICT', { ...BEFORE, [PLAN]: THEIRS }])
      }
    }
    // The browser has no way to replace a file only if it is still the same one.
    expect(lost).toEqual([`write ${PLAN}`])
  })

  test('that is refused anywhere on the way is made with all its prompts, or not at all', async () => {
    const names = await undisturbed()
    const write = names.indexOf(`write ${PLAN}`)
    for (const at of names.keys()) {
      const folder = memoryFolder((turn) => turn !== at)
      const written = await writeToFolder(folder.files, CHANGE)
      const made = { ...AFTER, [REMOVED]: 'still needed' }
      expect([written.ok, folder.contents()]).toEqual([false, at > write ? made : BEFORE])
    }
  })
})
