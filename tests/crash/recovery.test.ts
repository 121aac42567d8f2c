import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { unwrap } from '../../shared/failure.ts'
import { FULL, told } from './effort.ts'
import { ERRORS, type Fault, inject, isPossible, KILLS, Killed, operationsOf } from './faults.ts'
import type { DiskState } from './memory-disk.ts'
import { installMemoryFs, memoryFs } from './memory-fs.ts'
import { add, prepared, WORKLOADS, type Workload } from './workloads.ts'
import { auditProblem, isWhole, mount, openDoor, partsOf, snapshot } from './world.ts'

beforeAll(() => {
  installMemoryFs()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

let points = 0
afterAll(() => told(`crash points while recovering from a crash: ${points}`))

const FAULTS: readonly Fault[] = [...KILLS, ...ERRORS]

/** Runs a command with a fault; true when it was acknowledged. */
async function isAcknowledged(fault: Fault, at: number, id: string): Promise<boolean> {
  inject(fault, at)
  try {
    return (await add(openDoor(), id)).ok
  } catch (cause) {
    if (cause instanceof Killed) return false
    throw cause
  } finally {
    memoryFs.interception = {}
  }
}

/** The different states in which a process that was killed leaves the disk. */
async function crashedStates(workload: Workload): Promise<DiskState[]> {
  const before = await prepared(workload)
  mount(before)
  const operations = await operationsOf(() => add(openDoor(), 'new'))
  const states: DiskState[] = []
  for (const [at, operation] of operations.entries()) {
    for (const fault of KILLS) {
      if (fault === 'before' || !isPossible(fault, operation)) continue
      const disk = mount(before)
      await isAcknowledged(fault, at, 'new')
      states.push(disk.state())
    }
  }
  return states
}

async function problemsAfter(acknowledged: boolean): Promise<string[]> {
  const settled = openDoor().parts.workspace.settle()
  if (!settled.ok) return [settled.failure.message]
  const found = snapshot(memoryFs.disk?.state() ?? new Map())
  const halves = ['new', 'second'].filter((id) => !isWhole(id, found))
  const problems = halves.map((id) => `half of ${id}`)
  if (acknowledged && !partsOf('second', found)[0]) problems.push('second is lost')
  const next = await add(openDoor(), 'third')
  if (!next.ok) problems.push(`the next command failed: ${next.failure.message}`)
  const problem = auditProblem()
  return problem === undefined ? problems : [...problems, `audit: ${problem}`]
}

test('a crash in the middle of recovering from a crash leaves old or new all the same', async () => {
  const workload = WORKLOADS.find(({ name }) => name.startsWith('step add')) as Workload
  const problems: string[] = []
  const step = FULL ? 1 : 16
  for (const [index, state] of (await crashedStates(workload)).entries()) {
    mount(state)
    const operations = await operationsOf(async () => unwrap(await add(openDoor(), 'second')))
    for (let at = index % step; at < operations.length; at += step) {
      const operation = operations[at]
      for (const fault of FAULTS) {
        if (!operation || !isPossible(fault, operation)) continue
        points += 1
        mount(state)
        const found = await problemsAfter(await isAcknowledged(fault, at, 'second'))
        const where = `crash ${index}, then ${fault} at ${at} ${operation.name} ${operation.path}`
        problems.push(...found.map((problem) => `${where}: ${problem}`))
      }
    }
  }
  expect(problems.slice(0, 10)).toEqual([])
}, 900_000)
