import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import { SMALL_PLAN } from '../support/plans.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

const COUNT = 100

test('100 processes that add a step at once: 100 steps, 100 entries, one chain, nobody is refused', async () => {
  const root = repoWith(SMALL_PLAN)
  const seqctl = seqctlIn(root, temporaryFolder())
  const ids = Array.from({ length: COUNT }, (_, index) => `step-${index + 1}`)
  const results = await Promise.all(
    ids.map((id) =>
      seqctl('step', 'add', id, '--type', 'base', '--model', 'codex', '--prompt', `Do ${id}.`),
    ),
  )
  expect(results.filter(({ exit }) => exit !== 0).map(({ stdout }) => stdout)).toEqual([])
  const steps = (await seqctl('step', 'list')).json.data as { id: string }[]
  expect(steps.map(({ id }) => id).sort()).toEqual(['build', 'test', ...ids].sort())
  const prompts = readdirSync(join(root, '.threados/prompts'))
  expect(prompts.sort()).toEqual(ids.map((id) => `${id}.md`).sort())
  const lines = readFileSync(join(root, '.threados/audit.log'), 'utf8').trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as AuditEntry)
  expect(entries.map(({ target }) => target).sort()).toEqual([...ids].sort())
  expect(await seqctl('audit', 'verify')).toMatchObject({
    exit: 0,
    json: { data: { entries: COUNT, unsigned: 0 } },
  })
}, 240_000)
