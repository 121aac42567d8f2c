import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const ASK = `console.log('Which word?')
process.stdin.once('data', (word) => { console.log('The word is', String(word)); process.stdin.destroy() })
`

function printed(root: string): string {
  const runs = join(root, '.threados/runs')
  const [run = ''] = existsSync(runs) ? readdirSync(runs) : []
  const log = join(runs, run, 'ask/stdout.log')
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}

test('keys are typed into a running step where the policy allows it, and only there', async () => {
  const [root, dataFolder] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(dataFolder, 'policy.yaml'), 'mode: POWER\nallow_send_key: true\n')
  writeFileSync(join(root, 'ask.cjs'), ASK)
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  await seqctl('step', 'add', 'ask', '--type', 'base', '--model', 'shell', '--', 'node', 'ask.cjs')
  const running = seqctl('run', 'step', 'ask', '--executor', 'direct', '--wait')
  await until('it asks', () => printed(root).includes('Which word?'))
  const elsewhere = seqctlIn(root, temporaryFolder())
  expect(await elsewhere('step', 'send-key', 'ask', 'x<Enter>')).toMatchObject({
    exit: 3,
    json: { error: expect.stringContaining('does not allow sending keys') },
  })
  expect(await seqctl('step', 'send-key', 'ask', '<Up>')).toMatchObject({
    exit: 2,
    json: { details: { hint: expect.stringContaining('<Enter>') } },
  })
  expect(await seqctl('step', 'send-key', 'ask', 'sesame<Enter>')).toMatchObject({
    exit: 0,
    json: { data: { id: 'ask' } },
  })
  expect((await running).exit).toBe(0)
  expect(printed(root)).toContain('The word is sesame')
  const log = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  expect(log).toContain('"payload":{"id":"ask","key":"13 characters"}')
  expect(log).not.toContain('sesame')
})
