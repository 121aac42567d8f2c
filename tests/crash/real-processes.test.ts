import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { AuditCheckpoints } from '../../bridge/local/audit-checkpoints.ts'
import { verifyAudit } from '../../bridge/local/audit-log.ts'
import { Workspace } from '../../bridge/local/workspace.ts'
import { unwrap } from '../../shared/failure.ts'
import { ok } from '../../shared/result.ts'
import { draftOf } from '../support/audit.ts'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { SMALL_PLAN } from '../support/plans.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { FULL, told } from './effort.ts'
import { randomFrom } from './power-loss.ts'

const SEQCTL = join(ROOT, 'dist/seqctl.js')
const WORKER = join(import.meta.dirname, '../support/append-worker.ts')
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../support/kill-at-worker.ts')).href

let kills = 0
afterAll(() => told(`kills of real processes: ${kills}`))

function addArguments(id: string): string[] {
  return ['step', 'add', id, '--type', 'base', '--model', 'codex', '--prompt', `Do ${id}.`]
}

/** What is there of a step: its text, its prompt, its audit entry. */
function partsOf(root: string, id: string): boolean[] {
  const read = (path: string) => {
    try {
      return readFileSync(join(root, '.threados', path), 'utf8')
    } catch {
      return '' // not there yet
    }
  }
  return [
    read('sequence.yaml').includes(`id: ${id}\n`),
    read(`prompts/${id}.md`) === `Do ${id}.`,
    read('audit.log').includes(`"target":"${id}"`),
  ]
}

/** Opens the repository as the next process does: everything of a step is there, or nothing; the chain holds. */
async function problemsIn(root: string, dataFolder: string, ids: readonly string[]) {
  const workspace = new Workspace(root)
  const next = await workspace.commit(() => ok({ audit: draftOf(1, { action: 'noted' }) }))
  const halves = ids.filter((id) => new Set(partsOf(root, id)).size > 1)
  const { auditPath } = workspace
  const checkpoints = new AuditCheckpoints({ root, auditPath, dataFolder, now: () => new Date() })
  const verified = verifyAudit(auditPath, checkpoints)
  const problem = verified.ok ? verified.value.report.problem?.message : verified.failure.message
  return [
    ...(next.ok ? [] : [next.failure.message]),
    ...halves.map((id) => `half of ${id}`),
    ...(problem === undefined ? [] : [problem]),
  ]
}

/** Runs seqctl with a preload; gives its exit code, null when it was killed, and standard error. */
async function runKilled(root: string, dataFolder: string, env: NodeJS.ProcessEnv) {
  const child = spawn(
    process.execPath,
    ['--import', PRELOAD, SEQCTL, '--repo', root, ...addArguments('new')],
    {
      env: { ...testEnvironment(dataFolder), KILL_ROOT: root, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  await once(child, 'close')
  return { exit: child.exitCode, text }
}

test('seqctl killed at its own file operations leaves old or new, on the real disk', async () => {
  const template = repoWith(SMALL_PLAN)
  const data = temporaryFolder()
  await seqctlIn(template, data)(...addArguments('first'))
  const fresh = () => {
    const [root, dataFolder] = [temporaryFolder(), temporaryFolder()]
    cpSync(template, root, { recursive: true })
    return { root, dataFolder }
  }
  const counting = fresh()
  const { text } = await runKilled(counting.root, counting.dataFolder, { KILL_AT: '-1' })
  const operations = Number(/operations: (\d+)/.exec(text)?.[1])
  expect(operations).toBeGreaterThan(20)
  const problems: string[] = []
  const ways = ['before', 'after', 'half']
  for (let at = 0; at < operations; at += FULL ? 1 : 9) {
    for (const how of FULL ? ways : [ways[at % 3] ?? 'after']) {
      const { root, dataFolder } = fresh()
      const ended = await runKilled(root, dataFolder, { KILL_AT: String(at), KILL_HOW: how })
      kills += 1
      if (ended.exit !== null) problems.push(`${how} ${at}: was not killed, exit ${ended.exit}`)
      const found = await problemsIn(root, dataFolder, ['first', 'new'])
      problems.push(...found.map((problem) => `${how} ${at}: ${problem}`))
    }
  }
  expect(problems).toEqual([])
}, 900_000)

test('seqctl processes killed at random moments: what they acknowledged is there, and all of it', async () => {
  const root = repoWith(SMALL_PLAN)
  const dataFolder = temporaryFolder()
  const random = randomFrom(7)
  const began = performance.now()
  await seqctlIn(root, dataFolder)(...addArguments('first'))
  const usual = performance.now() - began
  const acknowledged = ['first']
  const all = ['first']
  for (let round = 0; round < (FULL ? 300 : 8); round += 1) {
    const id = `random-${round}`
    all.push(id)
    const child = spawn(process.execPath, [SEQCTL, '--repo', root, ...addArguments(id)], {
      env: testEnvironment(dataFolder),
      stdio: 'ignore',
    })
    const ended = once(child, 'close')
    // Most of a run is starting up; the interesting part is its end.
    await Promise.race([ended, delay(usual * (0.6 + random(500) / 1000))])
    child.kill('SIGKILL')
    await ended
    kills += 1
    if (child.exitCode === 0) acknowledged.push(id)
  }
  expect(await problemsIn(root, dataFolder, all)).toEqual([])
  expect(acknowledged.filter((id) => partsOf(root, id).includes(false))).toEqual([])
}, 900_000)

test('a kill storm on eight writers loses nothing acknowledged, and the others go on', async () => {
  const root = repoWith(SMALL_PLAN)
  const random = randomFrom(11)
  const wanted = FULL ? 1000 : 24
  const lines: string[] = []
  let storm = 0
  let last = performance.now()
  let stall = 0
  const write = async (writer: number) => {
    for (let life = 0; storm < wanted; life += 1) {
      const child = spawn(process.execPath, [WORKER, root, `w${writer}-${life}`, '100000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let rest = ''
      let seen = 0
      const lives = 1 + random(12)
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n')
        rest = parts.pop() ?? ''
        lines.push(...parts)
        stall = Math.max(stall, performance.now() - last)
        last = performance.now()
        seen += parts.length
        if (seen >= lives) child.kill('SIGKILL')
      })
      await once(child, 'close')
      storm += 1
      kills += 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)))
  const text = new TextDecoder().decode(unwrap(new Workspace(root).readHead()).bytes)
  const present = new Set(text.split('\n'))
  expect(lines.filter((line) => !present.has(line))).toEqual([])
  expect(await problemsIn(root, temporaryFolder(), [])).toEqual([])
  told(`kill storm: ${storm} kills, ${lines.length} commits, longest stall ${stall.toFixed(0)} ms`)
  if (FULL) expect(stall).toBeLessThan(3_000)
}, 900_000)
