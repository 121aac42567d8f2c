import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ensureDemo } from '../../apps/launcher/demo.mjs'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('the demo that npm start makes on a new machine is a plan in order, all of it committed, and is made once', async () => {
  const dataFolder = temporaryFolder()
  vi.stubEnv('THREADOS_DATA', dataFolder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const root = ensureDemo()
  const seqctl = seqctlIn(root, dataFolder)
  const first = await seqctl('status')
  expect(first).toMatchObject({ exit: 0, json: { data: { ready: ['lint', 'unit-tests'] } } })
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  expect([git('log', '--format=%s'), git('status', '--porcelain')]).toEqual([
    'The demo project\n',
    '',
  ])
  await seqctl('step', 'edit', 'lint', '--name', 'Mine now')
  expect([ensureDemo(), root]).toEqual([root, join(dataFolder, 'demo')])
  expect((await seqctl('step', 'show', 'lint')).json.data).toMatchObject({ name: 'Mine now' })
})
