import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Documents } from '../../../bridge/local/documents.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SEQUENCE_PATH } from '../../../shared/schema/paths.ts'
import { editSequence } from '../../../shared/yaml/edit-sequence.ts'
import { printSequence } from '../../../shared/yaml/print-sequence.ts'
import { chain } from '../../support/sequences.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

function setUp() {
  const root = repoWith(printSequence(chain(200)))
  const workspace = new Workspace(root)
  const dataFolder = temporaryFolder()
  const folder = join(dataFolder, 'cache')
  /** The sequence as a process that starts now reads it. */
  const readAnew = () => unwrap(new Documents(dataFolder, root).read(unwrap(workspace.readHead())))
  readAnew()
  return { root, dataFolder, readAnew, path: join(folder, readdirSync(folder)[0] ?? '') }
}

test('the next process takes the parsed sequence from the cache, and edits it to the same bytes', () => {
  const { readAnew, path } = setUp()
  const parsed = readAnew()
  const cached = JSON.parse(readFileSync(path, 'utf8'))
  cached.sequence.name = 'from the cache'
  writeFileSync(path, JSON.stringify(cached))
  expect(readAnew().sequence).toEqual({ ...parsed.sequence, name: 'from the cache' })
  cached.sequence.name = parsed.sequence.name
  writeFileSync(path, JSON.stringify(cached))
  const next = { ...parsed.sequence, name: 'renamed' }
  expect(unwrap(editSequence(readAnew(), next)).text).toBe(unwrap(editSequence(parsed, next)).text)
})

test('a file that another program has written is read itself, whatever the cache says', () => {
  const { root, readAnew } = setUp()
  readAnew()
  writeFileSync(join(root, SEQUENCE_PATH), printSequence(chain(201)))
  expect(readAnew().sequence.steps).toHaveLength(201)
})

test.each(['', '{"format":"1"', '{}', '[]', 'null', '{"format":"0","sequence":{"steps":[]}}'])(
  'a cache that holds %j costs a parse and nothing else',
  (text) => {
    const { readAnew, path } = setUp()
    readAnew()
    writeFileSync(path, text)
    expect(readAnew().sequence).toEqual(chain(200))
    expect(JSON.parse(readFileSync(path, 'utf8')).sequence).toEqual(chain(200))
  },
)

test('a small file is not cached at all', () => {
  const root = repoWith(printSequence(chain(2)))
  const dataFolder = temporaryFolder()
  unwrap(new Documents(dataFolder, root).read(unwrap(new Workspace(root).readHead())))
  expect(readdirSync(dataFolder)).toEqual([])
})

test('a parsed plan that a repository brings along is never believed', () => {
  const { root, dataFolder, readAnew, path } = setUp()
  const forged = readFileSync(path, 'utf8').replaceAll('"model":"', '"model":"forged-')
  writeFileSync(path, '')
  for (const folder of ['.threados/state', '.threados/cache']) {
    mkdirSync(join(root, folder), { recursive: true })
    for (const name of ['sequence.cache.json', ...readdirSync(join(dataFolder, 'cache'))]) {
      writeFileSync(join(root, folder, name), forged)
    }
  }
  expect(readAnew().sequence).toEqual(chain(200))
})
