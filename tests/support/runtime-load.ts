import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findMarked } from '../../bridge/local/processes.ts'
import { readSession } from '../../bridge/mprocs/session-file.ts'
import { markerOf } from '../../bridge/runner/marker.ts'
import { AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { type AttemptRecord, hasEnded } from '../../shared/schema/run.ts'
import { pairWith, startBridge } from './bridge.ts'
import { commitAll } from './git-repo.ts'
import { Inspector, type LiveMemory } from './inspect.ts'
import { RpcClient } from './rpc-client.ts'
import { until } from './until.ts'

/** Prints numbers, waits at a gate until all others stand there too, and prints them again. */
const CHATTY = '#!/bin/sh\nseq 1 "$1"\nread word < gate.fifo\nseq 1 "$1"\n'
const QUICK = '#!/bin/sh\nexit 0\n'
/** How long waiting runners are watched, in milliseconds. */
const IDLE_MS = 2000
const NODE_STARTS = 20

/** How much is run. */
export interface LoadOptions {
  /** An empty folder, by its real path. */
  readonly root: string
  readonly dataFolder: string
  /** Chatty attempts that run at once; each releases a quick one. */
  readonly attempts: number
  /** Lines that each chatty attempt prints, twice. */
  readonly lines: number
  /** Quick steps in a row, run before, while nothing else does. */
  readonly chain: number
  /** How long all of it may take, in milliseconds. */
  readonly patienceMs: number
  /** More options of the bridge's Node. */
  readonly nodeFlags?: readonly string[]
}

/** What a run under load came to. Times are milliseconds, sizes bytes. */
export interface LoadFigures {
  readonly attempts: number
  readonly done: number
  readonly peakConcurrent: number
  readonly bytesExpected: number
  /** Bytes in the logs and those that were counted as left out. */
  readonly bytesAccounted: number
  readonly survivors: number
  /**
   * From a step's end to the start of what waits for it: one after the other alone, one after the other while all
   * the chatty ones run, and when all of those end at once.
   */
  readonly releaseQuiet: Spread
  readonly releaseAmid: Spread
  readonly releaseLoaded: Spread
  /** From the order to the last of the chatty attempts running. */
  readonly allRunningMs: number
  readonly totalMs: number
  /** Resident memory of the bridge: before, while all attempts run, at its highest, and after. */
  readonly bridgeBytes: Record<'before' | 'running' | 'peak' | 'after', number>
  /** What the bridge still holds of it after its garbage was collected: growth here would be a leak. */
  readonly bridgeLive: Record<'before' | 'running' | 'after', LiveMemory>
  /** Processor time that the bridge used for all of it. */
  readonly bridgeCpuMs: number
  /** What one runner costs while its agent waits; medians over all of them. */
  readonly runner: RunnerCost
  /** How long a bare Node takes to start and end on this machine right now: what the times are to be compared with. */
  readonly nodeStart: Spread
  /** What a Node costs that does nothing: what a runner's memory is to be compared with. */
  readonly bareNode: Pick<RunnerCost, 'residentBytes' | 'sharedBytes'>
  readonly mprocsPeakBytes: number
}

/** The cost of a runner. `sharedBytes` counts memory that several processes share in parts. */
export interface RunnerCost {
  readonly residentBytes: number
  readonly sharedBytes: number
  /** Share of one processor, from 0 to 1. */
  readonly idleCpu: number
}

/** Median, 95th percentile and maximum. */
export interface Spread {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 }
}

function stepText(id: string, command: readonly string[], after?: string): string {
  return [
    `  - id: ${id}`,
    `    name: ${id}`,
    '    type: base',
    '    model: shell',
    `    command: ${JSON.stringify(command)}`,
    ...(after === undefined ? [] : [`    depends_on: [${after}]`, '    status: BLOCKED']),
    '',
  ].join('\n')
}

function planText({ attempts, lines, chain }: LoadOptions): string {
  const chainOf = (letter: string, first: string | undefined) =>
    numbered(chain, (n) =>
      stepText(`${letter}${n}`, ['./quick.sh'], n === 0 ? first : `${letter}${n - 1}`),
    )
  const chained = [...chainOf('c', undefined), ...chainOf('e', 'amid')]
  // What starts the load is held back by the last of the chain.
  const gate = chain === 0 ? undefined : 'go'
  const chatty = Array.from({ length: attempts }, (_, n) => [
    stepText(`w${n}`, ['./chatty.sh', String(lines)], gate),
    stepText(`d${n}`, ['./quick.sh'], `w${n}`),
  ])
  const gates =
    gate === undefined
      ? 'gates: []'
      : 'gates:\n  - id: go\n    name: go\n  - id: amid\n    name: amid\n'
  return `version: "1.0"\nname: load\nsteps:\n${[...chained, ...chatty.flat()].join('')}${gates}\n`
}

function prepare(options: LoadOptions): void {
  const { root, dataFolder, attempts } = options
  const policy = `allowed_commands: [./chatty.sh, ./quick.sh]\nmax_concurrent: ${attempts + 1}\n`
  commitAll(root, {
    'chatty.sh': CHATTY,
    'quick.sh': QUICK,
    '.gitignore': 'gate.fifo\n.threados/\n',
    '.threados/sequence.yaml': planText(options),
  })
  for (const name of ['chatty.sh', 'quick.sh']) chmodSync(join(root, name), 0o755)
  execFileSync('mkfifo', [join(root, 'gate.fifo')])
  execFileSync('mkdir', ['-p', dataFolder])
  execFileSync('tee', [join(dataFolder, 'policy.yaml')], { input: policy })
}

/** Resident memory of a process in bytes; 0 when it is gone. */
function residentBytes(pid: number | undefined): number {
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return 0
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) * 1024
}

/** A process' fair share of the memory that it uses, in bytes; 0 when it is gone. */
function sharedBytes(pid: number): number {
  const path = `/proc/${pid}/smaps_rollup`
  if (!existsSync(path)) return 0
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) * 1024
}

/** Processor time that a process has used, in milliseconds; 0 when it is gone. */
function cpuMs(pid: number | undefined): number {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return 0
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  // User and system time in hundredths of a second.
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** What runners cost that have nothing to do but to wait. */
async function runnerCost(pids: readonly number[]): Promise<RunnerCost> {
  const before = pids.map(cpuMs)
  await delay(IDLE_MS)
  const idle = pids.map((pid, n) => (cpuMs(pid) - (before[n] ?? 0)) / IDLE_MS)
  return {
    residentBytes: spreadOf(pids.map(residentBytes)).p50,
    sharedBytes: spreadOf(pids.map(sharedBytes)).p50,
    idleCpu: idle.reduce((sum, share) => sum + share, 0) / Math.max(1, idle.length),
  }
}

function nodeStart(): Spread {
  return spreadOf(
    numbered(NODE_STARTS, () => {
      const begun = performance.now()
      execFileSync(process.execPath, ['-e', '0'])
      return performance.now() - begun
    }),
  )
}

/** The memory of a Node that only waits. */
async function bareNode(): Promise<LoadFigures['bareNode']> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 60_000)'])
  try {
    await once(child.stdout, 'data')
    const pid = child.pid ?? 0
    return { residentBytes: residentBytes(pid), sharedBytes: sharedBytes(pid) }
  } finally {
    child.kill('SIGKILL')
  }
}

/** Bytes that `seq 1 N` prints. */
function seqBytes(lines: number): number {
  let bytes = 0
  for (let n = 1; n <= lines; n += 1) bytes += String(n).length + 1
  return bytes
}

function livingPid(record: AttemptRecord): number[] {
  return record.status === 'RUNNING' ? [record.pid] : []
}

/** The records of all steps that have one. */
function recordsOf(store: AttemptStore): Map<string, AttemptRecord> {
  const records = new Map<string, AttemptRecord>()
  for (const [stepId, place] of store.newest()) {
    const record = store.read(place)
    if (record.ok && record.value) records.set(stepId, record.value)
  }
  return records
}

/**
 * True when a chain's last step has ended, or there is no chain. While a chain is timed nothing else is read: to look
 * at every record again and again would take from the processors what is to be measured.
 */
function hasRun(store: AttemptStore, last: string, chain: number): boolean {
  if (chain === 0) return true
  const [place] = store.history(last)
  const record = place && store.read(place)
  return record?.ok === true && record.value !== undefined && hasEnded(record.value)
}

function releases(
  records: ReadonlyMap<string, AttemptRecord>,
  pairs: readonly [string, string][],
): Spread {
  return spreadOf(
    pairs.flatMap(([before, after]) => {
      const ended = records.get(before)?.endTime
      const started = records.get(after)?.startTime
      return ended === undefined || started === undefined
        ? []
        : [Date.parse(started) - Date.parse(ended)]
    }),
  )
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n))
}

/** Each step of a chain with the one that waits for it. */
function linksOf(letter: string, chain: number): [string, string][] {
  return numbered(Math.max(0, chain - 1), (n) => [`${letter}${n}`, `${letter}${n + 1}`])
}

/** Runs a plan of chatty attempts through a bridge and one mprocs session, and measures. */
export async function runLoad(options: LoadOptions): Promise<LoadFigures> {
  prepare(options)
  const { root, dataFolder, attempts, lines, chain, patienceMs, nodeFlags = [] } = options
  const bridge = await startBridge({
    repo: root,
    dataFolder,
    executor: 'mprocs',
    nodeFlags: ['--inspect=0', ...nodeFlags],
  })
  const inspector = await Inspector.connect(bridge.inspectorUrl ?? '')
  const store = new AttemptStore(join(root, '.threados'))
  const memory = { before: 0, running: 0, peak: 0, after: 0 }
  let mprocsPeakBytes = 0
  const sampler = setInterval(() => {
    memory.peak = Math.max(memory.peak, residentBytes(bridge.process.pid))
    const session = readSession(join(root, '.threados/state'))
    mprocsPeakBytes = Math.max(mprocsPeakBytes, residentBytes(session?.mprocsPid))
  }, 250)
  try {
    const client = await RpcClient.connect(bridge.url, await pairWith(bridge, bridge.linkCode))
    await client.call('session.open', {})
    const apply = (action: string, more = {}) =>
      client.call('actions.apply', { actions: [{ action, ...more }] })
    await apply('run.runnable')
    const countEnded = (letter: string) =>
      [...recordsOf(store)].filter(([id, record]) => id.startsWith(letter) && hasEnded(record))
        .length
    await until('the chain has run', () => hasRun(store, `c${chain - 1}`, chain), patienceMs)
    memory.before = residentBytes(bridge.process.pid)
    const liveBefore = await inspector.liveMemory()
    const begun = performance.now()
    const goThrough = async (gate: string) => {
      await apply('gate.approve', { id: gate })
      await apply('run.runnable')
    }
    if (chain > 0) await goThrough('go')
    let peakConcurrent = 0
    await until(
      'all attempts run at once',
      () => {
        const running = [...recordsOf(store).values()].filter(({ status }) => status === 'RUNNING')
        peakConcurrent = Math.max(peakConcurrent, running.length)
        return peakConcurrent === attempts
      },
      patienceMs,
    )
    const allRunningMs = performance.now() - begun
    const runner = await runnerCost([...recordsOf(store).values()].flatMap(livingPid))
    const bare = await bareNode()
    memory.running = residentBytes(bridge.process.pid)
    const liveRunning = await inspector.liveMemory()
    if (chain > 0) await goThrough('amid')
    await until(
      'the chain amid the others has run',
      () => hasRun(store, `e${chain - 1}`, chain),
      patienceMs,
    )
    const gate = openSync(join(root, 'gate.fifo'), 'r+')
    writeSync(gate, '\n'.repeat(attempts))
    await until('all has run', () => countEnded('d') === attempts, patienceMs)
    const totalMs = performance.now() - begun
    closeSync(gate)
    memory.after = residentBytes(bridge.process.pid)
    const liveAfter = await inspector.liveMemory()
    const records = recordsOf(store)
    const chatty = numbered(attempts, (n) => records.get(`w${n}`)).flatMap((one) => one ?? [])
    const logBytes = (record: AttemptRecord) =>
      statSync(join(store.folderOf(record), 'stdout.log')).size + record.truncated
    const figures: LoadFigures = {
      attempts,
      done: chatty.filter(({ status }) => status === 'DONE').length,
      peakConcurrent,
      bytesExpected: attempts * 2 * seqBytes(lines),
      bytesAccounted: chatty.reduce((sum, record) => sum + logBytes(record), 0),
      survivors: [...records.values()].flatMap((record) => findMarked(markerOf(record))).length,
      releaseQuiet: releases(records, linksOf('c', chain)),
      releaseAmid: releases(records, linksOf('e', chain)),
      releaseLoaded: releases(
        records,
        numbered(attempts, (n) => [`w${n}`, `d${n}`]),
      ),
      allRunningMs,
      totalMs,
      bridgeBytes: memory,
      bridgeLive: { before: liveBefore, running: liveRunning, after: liveAfter },
      bridgeCpuMs: cpuMs(bridge.process.pid),
      runner,
      nodeStart: nodeStart(),
      bareNode: bare,
      mprocsPeakBytes,
    }
    return figures
  } finally {
    clearInterval(sampler)
    inspector.close()
    await bridge.stop()
  }
}
