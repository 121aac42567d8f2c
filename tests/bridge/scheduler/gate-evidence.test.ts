import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitAll } from '../../support/git-repo.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

const PLAN = `version: "1.0"
name: test
steps:
  - id: a
    name: a
    type: base
    model: shell
    command: [node, --version]
  - id: b
    name: b
    type: base
    model: shell
    command: [node, --version]
    depends_on: [g]
    status: BLOCKED
gates:
  - id: g
    name: g
    depends_on: [a]
`

/** A repository whose gate was approved after its step had run. */
async function approved() {
  const root = repoWith(PLAN)
  const dataFolder = temporaryFolder()
  const git = commitAll(root, { '.gitignore': '.threados/\n' })
  const scene = scriptedRuntime(root, () => ({ status: 'DONE' }), dataFolder)
  const { runId = '' } = await scene.act({ action: 'run.step', ids: ['a'] })
  good(await scene.runtime.finished(runId))
  await scene.act({ action: 'gate.approve', id: 'g', note: 'fine' })
  const gate = () => scene.sequence().gates.find(({ id }) => id === 'g')
  /** What a process finds that looks at everything anew. */
  const look = async () => {
    const other = scriptedRuntime(root, () => undefined, dataFolder)
    good(await other.runtime.advance())
    return gate()
  }
  return { ...scene, root, dataFolder, git, gate, look }
}

test('an approval says what it rests on, and holds while that stays as it was', async () => {
  const { git, gate, look, runtime } = await approved()
  expect(gate()).toMatchObject({
    status: 'APPROVED',
    evidence: {
      revision: expect.stringMatching(/^[0-9a-f]{64}$/),
      attempts: { a: expect.stringMatching(/^[0-9a-f]{64}$/) },
      commit: git('rev-parse', 'HEAD').trim(),
      policy: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  })
  expect(await look()).toMatchObject({ status: 'APPROVED', note: 'fine' })
  expect(runtime.store.newest().size).toBe(1)
})

test('a result that is changed after the approval takes it back, and says so', async () => {
  const { runtime, look, statusOf } = await approved()
  const place = runtime.store.newest().get('a')
  if (!place) throw new Error('a has not run')
  writeFileSync(join(runtime.store.folderOf(place), 'summary.md'), 'something else')
  expect(await look()).toEqual({
    id: 'g',
    name: 'g',
    depends_on: ['a'],
    status: 'PENDING',
    note: 'The approval no longer holds: the result of step a has changed since.',
  })
  expect(statusOf('b')).toBe('BLOCKED')
})

test('a new commit and a new policy take it back, until a step behind it has started', async () => {
  const first = await approved()
  first.git('commit', '--allow-empty', '--quiet', '--message=more')
  expect((await first.look())?.note).toContain('has moved from commit')
  const second = await approved()
  writeFileSync(join(second.dataFolder, 'policy.yaml'), 'max_concurrent: 3\n')
  expect((await second.look())?.note).toContain('the policy has changed since')
  const third = await approved()
  const { runId = '' } = await third.act({ action: 'run.step', ids: ['b'] })
  good(await third.runtime.finished(runId))
  third.git('commit', '--allow-empty', '--quiet', '--message=by the step')
  expect(await third.look()).toMatchObject({ status: 'APPROVED' })
})
