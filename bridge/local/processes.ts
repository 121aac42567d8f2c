import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from './durable-file.ts'
import {
  environmentTest,
  isSandboxProcess,
  readProcess,
  readProcessTable,
} from './process-table.ts'
import { type ProcessEntry, startOrder, taskkillArguments } from './process-text.ts'

/** The variable that marks every process of an attempt. */
const MARKER_VARIABLE = 'THREADOS_MARKER'
/** How long a sweep goes on killing before it gives up and names the survivors, in milliseconds. */
const KILL_PATIENCE_MS = 10_000
/** First and longest pause between two looks at processes that were asked to end, in milliseconds. */
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 200
/** Time for a killed process to go before what is left is killed again, in milliseconds. */
const KILL_AGAIN_MS = 100

/** One process for good: a pid alone may be used again by another one. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
}

/** When a living process started, in the system's own words; undefined when there is none with this pid. */
export function processStartTime(pid: number): string | undefined {
  const entry = readProcess(pid)
  return entry && !entry.hasEnded ? entry.startedAt : undefined
}

/** True when the process with this pid lives and is the one that started then. An unknown start proves nothing. */
export function isSameProcess(pid: number, startedAt: string | undefined): boolean {
  return startedAt !== undefined && processStartTime(pid) === startedAt
}

/** Sends a signal; a process or group that is gone is no error. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (cause) {
    if (!['ESRCH', 'EPERM'].includes(errorCode(cause) ?? '')) throw cause
  }
}

function endOnWindows(pid: number): void {
  const { file, args } = taskkillArguments(pid)
  spawnSync(file, args, { stdio: 'ignore', windowsHide: true })
}

/**
 * Sends a signal to the process group that `root` leads; on Windows ends root and its descendants. Does nothing
 * and gives false when root is gone or its pid belongs to another process by now.
 */
export function signalTree(root: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  const entry = readProcess(root.pid)
  if (entry?.startedAt !== root.startedAt) return false
  if (process.platform === 'win32') {
    endOnWindows(root.pid)
    return true
  }
  if (entry.groupId !== root.pid) return false
  send(-root.pid, signal)
  return true
}

function keyOf(process: ProcessIdentity): string {
  return `${process.pid}/${process.startedAt}`
}

/** True unless the leader's number belongs to another process by now. */
function isLeaderProved(
  leader: ProcessIdentity,
  table: ReadonlyMap<number, ProcessEntry>,
): boolean {
  const current = table.get(leader.pid)
  // While its group or session lives, a dead leader's number is given to no new process.
  return current === undefined || current.startedAt === leader.startedAt
}

/** Finds the processes of one marked tree, and remembers them so that none is lost when its parent ends. */
class MarkedTree {
  readonly #marker: string
  readonly #leader: ProcessIdentity | undefined
  readonly #known = new Set<string>()

  constructor(marker: string, leader: ProcessIdentity | undefined) {
    this.#marker = marker
    this.#leader = leader
  }

  /** The living processes that belong to the tree, never the one that asks. */
  look(): ProcessIdentity[] {
    const table = new Map(readProcessTable().map((entry) => [entry.pid, entry]))
    const members = new Set<number>()
    const isMarked = environmentTest(MARKER_VARIABLE, this.#marker)
    const isOfLeader = this.#leaderTest(table)
    const leaderOrder = startOrder(this.#leader?.startedAt ?? '')
    for (const entry of table.values()) {
      // Nothing that started before the leader can be of its making: the dear look at its environment is spared.
      if (startOrder(entry.startedAt) < leaderOrder) continue
      if (this.#known.has(keyOf(entry)) || isOfLeader(entry) || isMarked(entry.pid)) {
        members.add(entry.pid)
      }
    }
    addDescendants(members, table)
    members.delete(process.pid)
    const found = [...members].flatMap((pid) => table.get(pid) ?? [])
    for (const entry of found) this.#known.add(keyOf(entry))
    return found.filter((entry) => !entry.hasEnded)
  }

  #leaderTest(table: ReadonlyMap<number, ProcessEntry>): (entry: ProcessEntry) => boolean {
    const leader = this.#leader
    if (!leader || !isLeaderProved(leader, table)) return () => false
    return ({ pid, groupId, sessionId }) => [pid, groupId, sessionId].includes(leader.pid)
  }
}

function addDescendants(members: Set<number>, table: ReadonlyMap<number, ProcessEntry>): void {
  const children = new Map<number, number[]>()
  for (const { pid, parentPid } of table.values()) {
    const siblings = children.get(parentPid)
    if (siblings) siblings.push(pid)
    else children.set(parentPid, [pid])
  }
  // A Set visits what is added while it is walked, so this reaches every generation.
  for (const pid of members) {
    if (pid === process.pid) continue
    for (const child of children.get(pid) ?? []) members.add(child)
  }
}

/** How a sweep is done. */
export interface SweepOptions {
  /** How long the processes may take to end themselves after SIGTERM, in milliseconds; 0 kills at once. */
  readonly graceMs: number
  /**
   * The process that leads the tree's session: the session is swept even where a process hides its environment.
   * Only for one that is alive or ended a moment ago, before its number can have been used again.
   */
  readonly leader?: ProcessIdentity | undefined
}

/** What a sweep came to. */
export interface SweepReport {
  /** How many processes were found. */
  readonly found: number
  /** Those that could not be ended: the kernel holds them, or they belong to another user. */
  readonly survivors: readonly ProcessIdentity[]
}

/** Asks processes to end. A sandbox's own process ends with what it holds: asked itself, it would kill that. */
function askAll(processes: readonly ProcessIdentity[]): void {
  const asked = processes.filter(({ pid }) => !isSandboxProcess(pid))
  signalAll(asked.length > 0 ? asked : processes, 'SIGTERM')
}

function signalAll(processes: readonly ProcessIdentity[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    if (process.platform === 'win32') endOnWindows(pid)
    else send(pid, signal)
  }
}

/** The living processes that carry the marker in their environment, with their descendants. */
export function findMarked(marker: string, leader?: ProcessIdentity): ProcessIdentity[] {
  return new MarkedTree(marker, leader).look()
}

/**
 * Ends every process that carries the marker, its descendants, and the leader's session: SIGTERM, the grace,
 * then SIGKILL until none is left. A process counts as proved by its marker, its lineage or its session alone.
 */
export async function sweepMarked(marker: string, options: SweepOptions): Promise<SweepReport> {
  const tree = new MarkedTree(marker, options.leader)
  let living = tree.look()
  const found = living.length
  if (living.length > 0 && options.graceMs > 0) {
    askAll(living)
    living = await waitForNone(tree, living, performance.now() + options.graceMs)
  }
  const end = performance.now() + KILL_PATIENCE_MS
  while (living.length > 0 && performance.now() < end) {
    signalAll(living, 'SIGKILL')
    living = await waitForNone(tree, living, performance.now() + KILL_AGAIN_MS)
  }
  return { found, survivors: living }
}

/** Waits until the processes are gone and have left no others, or the time is over; gives those that live. */
async function waitForNone(
  tree: MarkedTree,
  asked: readonly ProcessIdentity[],
  end: number,
): Promise<ProcessIdentity[]> {
  let living = [...asked]
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    await delay(Math.max(1, Math.min(pause, end - performance.now())))
    // Cheap: only those that are known. The whole table is looked at again when they are gone.
    living = living.filter(({ pid, startedAt }) => isSameProcess(pid, startedAt))
    if (living.length === 0) living = tree.look()
    if (living.length === 0 || performance.now() >= end) return living
  }
}
