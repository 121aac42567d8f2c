import { expect, test } from 'vitest'
import { loadPolicy } from '../../../bridge/local/load-policy.ts'
import { seqctlIn } from '../../support/seqctl.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

function setUp(files: Readonly<Record<string, string>>, own = '') {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  writeFiles(root, files)
  if (own !== '') writeFiles(dataFolder, { 'policy.yaml': own })
  return { root, dataFolder }
}

test('a repository narrows, and what it widens is ignored and named', () => {
  const policy = 'mode: POWER\nmax_fanout: 3\nallowed_commands: [git, make]\n'
  const { root, dataFolder } = setUp({ '.threados/policy.yaml': policy })
  const loaded = loadPolicy(root, dataFolder, undefined)
  expect(loaded).toMatchObject({
    ok: true,
    value: {
      policy: { mode: 'SAFE', max_fanout: 3, allowed_commands: ['git'] },
      ignored: [{ rule: 'mode' }, { rule: 'allowed_commands' }],
    },
  })
})

test("a user's own policy may widen, and the repository then narrows that", () => {
  const { root, dataFolder } = setUp(
    { '.threados/policy.yaml': 'allowed_commands: [make]\n' },
    'allowed_commands: [make, git]\nconfirmation_required: []\n',
  )
  expect(loadPolicy(root, dataFolder, undefined)).toMatchObject({
    value: { policy: { allowed_commands: ['make'], confirmation_required: [] } },
  })
})

test('a sequence that widens the policy is refused with its place', () => {
  const { root, dataFolder } = setUp({})
  expect(loadPolicy(root, dataFolder, { mode: 'POWER' })).toMatchObject({
    failure: {
      code: 'INVALID_POLICY',
      at: { file: '.threados/sequence.yaml', path: ['policy', 'mode'] },
    },
  })
})

test('under a broken policy things can be looked at and nothing else', async () => {
  const { root, dataFolder } = setUp({})
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  await seqctl('step', 'add', 'a', '--type', 'base', '--model', 'shell', '--', 'node', '--version')
  writeFiles(root, { '.threados/policy.yaml': 'mode: [' })
  const results = [
    await seqctl('status'),
    await seqctl('step', 'edit', 'a', '--name', 'b'),
    await seqctl('run', 'step', 'a', '--wait', '--executor', 'direct'),
  ]
  expect(results.map(({ exit, json }) => [exit, json.code])).toEqual([
    [0, undefined],
    [1, 'YAML_SYNTAX'],
    [1, 'YAML_SYNTAX'],
  ])
})
