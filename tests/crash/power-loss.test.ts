import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Door } from '../../bridge/local/commit-actions.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { unwrap } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import { FULL, told } from './effort.ts'
import { inject, Killed, operationsOf } from './faults.ts'
import type { DiskState, MemoryDisk } from './memory-disk.ts'
import { installMemoryFs, memoryFs, type Operation } from './memory-fs.ts'
import { randomFrom, statesAfterPowerLoss } from './power-loss.ts'
import {
  add,
  EMPTY,
  editByHand,
  init,
  note,
  prepared,
  rename,
  WORKLOADS,
  type Workload,
} from './workloads.ts'
import {
  auditProblem,
  isWhole,
  mount,
  openCheckpoints,
  openDoor,
  type Snapshot,
  snapshot,
} from './world.ts'

beforeAll(() => {
  installMemoryFs()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

let states = 0
afterAll(() => told(`states after a power cut: ${states}`))

/** States that are tried at each operation. */
const PER_OPERATION = FULL ? 400 : 6
const AUDIT_LIMIT = 1500

/** What one process after the other does, each acknowledged before the next begins. */
const STORY: readonly ((door: Door) => Promise<Result<unknown>>)[] = [
  init,
  (door) => add(door, 'one'),
  (door) => add(door, 'two', 'A prompt that is a little longer.\n'.repeat(20)),
  note,
  (door) => rename(door, 'one', 'uno'),
  note,
  (door) => {
    editByHand('by hand')
    return add(door, 'three')
  },
  (door) => rename(door, 'two', 'due'),
  note,
]

/** How many records there are when another program edits sequence.yaml. */
const BEFORE_EDIT = 6

interface Cut {
  readonly state: DiskState
  /** How many records were acknowledged before the power cut. */
  readonly acknowledged: number
}

interface Recording {
  readonly cuts: readonly Cut[]
  /** The published files after each record. */
  readonly stages: readonly Snapshot[]
}

function keyOf(state: DiskState): string {
  const hash = createHash('sha1')
  for (const [path, data] of state) {
    hash.update(path).update('\0')
    if (data) hash.update(data)
  }
  return hash.digest('base64')
}

/** The different states that a power cut may leave at this moment. */
function cutsNow(disk: MemoryDisk, seen: Set<string>, acknowledged: number, seed: number): Cut[] {
  const cuts: Cut[] = []
  for (const state of statesAfterPowerLoss(disk, PER_OPERATION, randomFrom(seed))) {
    const key = `${acknowledged} ${keyOf(state)}`
    if (seen.has(key)) continue
    seen.add(key)
    cuts.push({ state, acknowledged })
  }
  return cuts
}

function isPublished(operation: Operation): boolean {
  return operation.name === 'open' && /\/rev\/\d+\.pub$/.test(operation.path)
}

/** Records a story: the power may be cut after any of its operations. */
async function record(doorFor: (index: number) => Door): Promise<Recording> {
  const disk = mount(EMPTY)
  const seen = new Set<string>()
  const stages = [snapshot(EMPTY)]
  const cuts: Cut[] = []
  let acknowledged = 0
  let operations = 0
  const after = (operation: Operation) => {
    if (!operation.changes) return
    if (isPublished(operation)) stages.push(snapshot(disk.state()))
    operations += 1
    cuts.push(...cutsNow(disk, seen, acknowledged, operations))
  }
  for (const [index, run] of STORY.entries()) {
    memoryFs.interception = { after }
    unwrap(await run(doorFor(index)))
    acknowledged = stages.length - 1
    unwrap(openCheckpoints().sign())
    memoryFs.interception = {}
  }
  cuts.push(...cutsNow(disk, seen, acknowledged, operations + 1))
  return { cuts, stages }
}

/** What is wrong when the next process starts on what a power cut has left. */
async function problemsAfter({ state, acknowledged }: Cut, stages: readonly Snapshot[]) {
  mount(state)
  const door = openDoor(AUDIT_LIMIT)
  const settled = door.parts.workspace.settle()
  if (!settled.ok) return [settled.failure.message]
  const found = snapshot(memoryFs.disk?.state() ?? new Map())
  const json = canonicalJson(found)
  const stage = stages.findLastIndex((candidate) => canonicalJson(candidate) === json)
  // The other program has synced nothing: until its edit is imported, a power cut may leave anything of it.
  const isEdited = stage < 0 && isSameButSequence(stages[BEFORE_EDIT], found)
  if (isEdited) return auditProblem() === undefined ? [] : ['audit']
  if (stage < acknowledged) return [`acknowledged ${acknowledged}, found ${json}`]
  const next = found.sequence === undefined ? await init() : await note(door)
  if (!next.ok) return [`the next command failed: ${next.failure.message}`]
  const problem = auditProblem()
  return problem === undefined ? [] : [`audit: ${problem}`]
}

function isSameButSequence(stage: Snapshot | undefined, found: Snapshot): boolean {
  return canonicalJson({ ...stage, sequence: '' }) === canonicalJson({ ...found, sequence: '' })
}

test.each([
  ['each in a process of its own', () => openDoor(AUDIT_LIMIT)],
  [
    'all in one process',
    (() => {
      let door: Door | undefined
      return () => (door ??= openDoor(AUDIT_LIMIT))
    })(),
  ],
])(
  'acknowledged changes survive a power cut at any moment: %s',
  async (_name, doorFor) => {
    const { cuts, stages } = await record(doorFor)
    expect(stages.length).toBe(STORY.length + 2)
    const problems: string[] = []
    for (const cut of cuts) {
      states += 1
      problems.push(...(await problemsAfter(cut, stages)))
    }
    expect(problems.slice(0, 10)).toEqual([])
  },
  900_000,
)

/** Kills a process after an operation, lets the next one commit, and cuts the power: what of it is lost. */
async function problemsAfterKill(
  before: DiskState,
  workload: Workload,
  at: number,
): Promise<string[]> {
  const disk = mount(before)
  inject('after', at)
  await workload.run(openDoor()).catch((cause) => {
    if (!(cause instanceof Killed)) throw cause
  })
  memoryFs.interception = {}
  unwrap(await add(openDoor(), 'after'))
  const problems: string[] = []
  for (const { state } of cutsNow(disk, new Set(), 0, at)) {
    states += 1
    mount(state)
    const settled = openDoor().parts.workspace.settle()
    const found = snapshot(memoryFs.disk?.state() ?? new Map())
    const isThere =
      settled.ok &&
      found.sequence?.includes('id: after') === true &&
      found.prompts['after.md'] === 'Do after.\n' &&
      found.audit.some((line) => line.includes('step.add after'))
    if (!isThere) problems.push(`lost, found ${canonicalJson(found)}`)
    const problem = auditProblem()
    if (problem !== undefined) problems.push(`audit: ${problem}`)
  }
  return problems
}

test('a power cut after another process has gone on where one was killed loses nothing acknowledged', async () => {
  const problems: string[] = []
  for (const workload of WORKLOADS.slice(1, 5)) {
    const before = await prepared(workload)
    mount(before)
    const operations = await operationsOf(() => workload.run(openDoor()))
    for (const [at, { changes, name, path }] of operations.entries()) {
      if (!changes) continue
      const where = `${workload.name}: killed at ${at} ${name} ${path}`
      const found = await problemsAfterKill(before, workload, at)
      problems.push(...found.map((problem) => `${where}: ${problem}`))
    }
  }
  expect(problems.slice(0, 10)).toEqual([])
}, 900_000)

/** Kills a process after an operation, and cuts the power while the next one finishes what was begun. */
async function problemsWhileFinishing(
  before: DiskState,
  { run, auditLimit }: Workload,
  at: number,
): Promise<string[]> {
  const disk = mount(before)
  inject('after', at)
  await run(openDoor(auditLimit)).catch((cause) => {
    if (!(cause instanceof Killed)) throw cause
  })
  const seen = new Set<string>()
  const cuts: Cut[] = []
  let operations = 0
  const after = (operation: Operation) => {
    operations += 1
    if (operation.changes) cuts.push(...cutsNow(disk, seen, 0, at * 1000 + operations))
  }
  memoryFs.interception = { after }
  unwrap(openDoor(auditLimit).parts.workspace.settle())
  const problems: string[] = []
  for (const { state } of cuts) {
    states += 1
    mount(state)
    unwrap(openDoor(auditLimit).parts.workspace.settle())
    unwrap(await note(openDoor(auditLimit)))
    const found = snapshot(memoryFs.disk?.state() ?? new Map())
    if (!isWhole('new', found)) problems.push(`half of it: ${canonicalJson(found)}`)
    const problem = auditProblem()
    if (problem !== undefined) problems.push(`audit: ${problem}`)
  }
  return problems
}

/** Workloads that add the step `new`, in the different states in which a log or a file can be. */
const ADDING = WORKLOADS.filter(({ name }) =>
  ['step add with its prompt', 'closing a log file', 'moving a torn line'].some((begin) =>
    name.startsWith(begin),
  ),
)

test.each(ADDING)(
  'a power cut while the next process finishes what a killed one began leaves all of it or nothing: $name',
  async (workload) => {
    const before = await prepared(workload)
    mount(before)
    const operations = await operationsOf(() => workload.run(openDoor(workload.auditLimit)))
    const problems: string[] = []
    for (const [at, { changes, name, path }] of operations.entries()) {
      // A name that is there and not yet durable: what the next process does may rest on it.
      if (!changes || !(FULL || name === 'link' || name === 'rename')) continue
      const found = await problemsWhileFinishing(before, workload, at)
      problems.push(...found.map((problem) => `killed at ${at} ${name} ${path}: ${problem}`))
    }
    expect(problems.slice(0, 10)).toEqual([])
  },
  900_000,
)
