import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SMALL_PLAN } from '../../support/plans.ts'
import { repoWith } from '../../support/temporary.ts'

const WORKER = join(import.meta.dirname, '../../support/append-worker.ts')

interface Writer {
  readonly child: ChildProcess
  /** Lines that were acknowledged. */
  readonly lines: string[]
  readonly ended: Promise<unknown>
}

function startWriter(root: string, name: string, count: number, size = 0): Writer {
  const argv = [WORKER, root, name, String(count), String(size)]
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  return { child, lines, ended: once(child, 'close') }
}

function missing(root: string, writers: readonly Writer[]): string[] {
  const text = new TextDecoder().decode(unwrap(new Workspace(root).readHead()).bytes)
  const present = new Set(text.split('\n'))
  return writers.flatMap((writer) => writer.lines).filter((line) => !present.has(line))
}

function imports(root: string): number {
  const log = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  return log.split('"action":"sequence.import"').length - 1
}

test('processes that write at once lose nothing, and take nothing for an edit from outside', async () => {
  const root = repoWith(SMALL_PLAN)
  const writers = Array.from({ length: 8 }, (_, index) => startWriter(root, `w${index}`, 40))
  await Promise.all(writers.map((writer) => writer.ended))
  expect({
    acknowledged: writers.map((writer) => writer.lines.length),
    missing: missing(root, writers),
    imports: imports(root),
    audit: unwrap(verifyAudit(join(root, '.threados/audit.log'))).report.checked,
    file: readFileSync(join(root, '.threados/sequence.yaml'), 'utf8').split('\n# w').length - 1,
  }).toEqual({ acknowledged: Array(8).fill(40), missing: [], imports: 0, audit: 320, file: 320 })
}, 90_000)

test('entries of a megabyte that processes write at once are whole, each on its own line', async () => {
  const root = repoWith(SMALL_PLAN)
  const writers = Array.from({ length: 4 }, (_, n) => startWriter(root, `w${n}`, 3, 1_200_000))
  await Promise.all(writers.map((writer) => writer.ended))
  const log = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  const sizes = log.split('\n').map((line) => Math.floor(line.length / 1_200_000))
  expect([sizes, unwrap(verifyAudit(join(root, '.threados/audit.log'))).report]).toMatchObject([
    [...Array(12).fill(1), 0],
    { ok: true, checked: 12 },
  ])
}, 90_000)

test('writers that are killed at any moment lose nothing acknowledged, and the next one goes on', async () => {
  const root = repoWith(SMALL_PLAN)
  const all: Writer[] = []
  for (let round = 0; round < 12; round += 1) {
    const writers = Array.from({ length: 3 }, (_, index) =>
      startWriter(root, `r${round}-${index}`, 500),
    )
    all.push(...writers)
    const wanted = 1 + round * 2
    await expect
      .poll(() => writers.some((writer) => writer.lines.length >= wanted), {
        interval: 1,
        // Ends only what hangs: a busy machine takes its time to start three processes.
        timeout: 60_000,
      })
      .toBe(true)
    for (const writer of writers) writer.child.kill('SIGKILL')
    await Promise.all(writers.map((writer) => writer.ended))
  }
  const last = startWriter(root, 'last', 1)
  await last.ended
  expect({
    missing: missing(root, [...all, last]),
    imports: imports(root),
    audit: unwrap(verifyAudit(join(root, '.threados/audit.log'))).report.problem,
    last: last.lines,
  }).toEqual({ missing: [], imports: 0, audit: undefined, last: ['# last-0'] })
}, 120_000)
