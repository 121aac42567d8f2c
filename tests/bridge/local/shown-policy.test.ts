import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NOTHING_ALLOWED } from '../../../bridge/local/load-policy.ts'
import { writeRepoDecisions } from '../../../bridge/local/repo-decisions.ts'
import { shownPolicy } from '../../../bridge/local/shown-policy.ts'
import { unwrap } from '../../../shared/failure.ts'
import { sha256Hex } from '../../../shared/hash.ts'
import { printSequence } from '../../../shared/yaml/print-sequence.ts'
import { seqctlIn } from '../../support/seqctl.ts'
import { chain } from '../../support/sequences.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const REPO = '.threados/policy.yaml'

function setUp() {
  const root = repoWith(printSequence(chain(2)))
  const dataFolder = temporaryFolder()
  const cachePath = () => {
    const folder = join(dataFolder, 'cache')
    const name = existsSync(folder) && readdirSync(folder).find((one) => one.includes('.policy.'))
    return name ? join(folder, name) : undefined
  }
  const show = (sequence?: { max_fanout: number }) => shownPolicy({ root, dataFolder, sequence })
  return { root, dataFolder, show, cachePath }
}

/** Makes the cache say something that no file says, so that a look into it shows. */
function forge(path: string | undefined): void {
  const cached = JSON.parse(readFileSync(path ?? '', 'utf8'))
  cached.policy.max_fanout = 77
  writeFileSync(path ?? '', JSON.stringify(cached))
}

test('the next command takes the policy from the cache while nothing that it is made of has changed', async () => {
  const { root, show, cachePath } = setUp()
  writeFiles(root, { [REPO]: 'max_fanout: 3\n' })
  expect(await show()).toMatchObject({ max_fanout: 3 })
  forge(cachePath())
  expect(await show()).toMatchObject({ max_fanout: 77 })
})

type Parts = ReturnType<typeof setUp>

/** Every file and wish that the policy in force is made of, changed; with what must be shown then. */
const CHANGES: Readonly<Record<string, (parts: Parts) => Promise<unknown>>> = {
  "the repository's policy": ({ root, show }) => {
    writeFiles(root, { [REPO]: 'max_fanout: 2\n' })
    return show()
  },
  "the user's policy": ({ dataFolder, show }) => {
    writeFiles(dataFolder, { 'policy.yaml': 'max_fanout: 2\n' })
    return show()
  },
  'what the user accepted': async ({ root, dataFolder, show }) => {
    const text = 'max_fanout: 30\n'
    writeFiles(root, { [REPO]: text })
    expect(await show()).not.toMatchObject({ max_fanout: 30 })
    unwrap(writeRepoDecisions(dataFolder, root, { accepted: { [REPO]: sha256Hex(text) } }))
    expect(await show()).toMatchObject({ max_fanout: 30 })
    unwrap(writeRepoDecisions(dataFolder, root, { accepted: {} }))
    writeFiles(root, { [REPO]: 'max_fanout: 2\n' })
    return show()
  },
  "the plan's own wishes": ({ show }) => show({ max_fanout: 2 }),
}

test.each(Object.entries(CHANGES))(
  'after a change of %s the files are read again',
  async (_, change) => {
    const parts = setUp()
    writeFiles(parts.root, { [REPO]: 'max_fanout: 3\n' })
    await parts.show()
    forge(parts.cachePath())
    expect(await change(parts)).toMatchObject({ max_fanout: 2 })
  },
)

test('a template that appears is one more thing the policy may rest on', async () => {
  const { root, show, cachePath } = setUp()
  await show()
  forge(cachePath())
  writeFiles(root, { '.threados/templates/one.yaml': 'name: one\n' })
  expect(await show()).not.toMatchObject({ max_fanout: 77 })
})

test('a policy that is broken allows nothing, and is not kept', async () => {
  const { root, show, cachePath } = setUp()
  writeFiles(root, { [REPO]: 'max_fanout: many\n' })
  expect(await show()).toEqual(NOTHING_ALLOWED)
  expect(cachePath()).toBeUndefined()
})

test.each(['', '{"format":"1"', '[]', 'null', '{"format":"0","policy":{}}'])(
  'a cache that holds %j costs a read and nothing else',
  async (text) => {
    const { root, show, cachePath } = setUp()
    writeFiles(root, { [REPO]: 'max_fanout: 3\n' })
    await show()
    writeFileSync(cachePath() ?? '', text)
    expect(await show()).toMatchObject({ max_fanout: 3 })
  },
)

test('what decides never looks into it: a forged one is shown, and still changes nothing', async () => {
  const root = repoWith(printSequence(chain(2)))
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('status')
  const folder = join(dataFolder, 'cache')
  const name = readdirSync(folder).find((one) => one.includes('.policy.')) ?? ''
  const cached = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  cached.policy.mode = 'POWER'
  writeFileSync(join(folder, name), JSON.stringify(cached))
  expect((await seqctl('status')).json.data).toMatchObject({ mode: 'POWER' })
  expect((await seqctl('policy', 'show')).json.data).toMatchObject({ policy: { mode: 'SAFE' } })
  rmSync(join(folder, name))
  expect((await seqctl('status')).json.data).toMatchObject({ mode: 'SAFE' })
})
