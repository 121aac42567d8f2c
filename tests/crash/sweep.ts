import { canonicalJson } from '../../shared/canonical-json.ts'
import type { Result } from '../../shared/result.ts'
import { ERRORS, type Fault, inject, isPossible, KILLS, Killed, operationsOf } from './faults.ts'
import type { DiskState } from './memory-disk.ts'
import { memoryFs, type Operation } from './memory-fs.ts'
import { add, init, prepared, type Workload } from './workloads.ts'
import { auditProblem, mount, openCheckpoints, openDoor, type Snapshot, snapshot } from './world.ts'

/** A workload with everything that a check must know of it. */
export interface Scene {
  readonly workload: Workload
  readonly before: DiskState
  readonly operations: readonly Operation[]
  /** The published files before it and after each of its records. */
  readonly stages: readonly Snapshot[]
}

/** One place at which something goes wrong. */
export interface Point {
  readonly at: number
  readonly fault: Fault
}

/** How a run ended. */
export type Ending =
  | { readonly kind: 'killed' }
  | { readonly kind: 'answered'; readonly result: Result<unknown> }

/** What a process does for a workload: the workload, and signing when it ends. */
async function perform(workload: Workload): Promise<Result<unknown>> {
  const result = await workload.run(openDoor(workload.auditLimit))
  openCheckpoints().sign()
  return result
}

function settled(): Snapshot {
  const done = openDoor().parts.workspace.settle()
  if (!done.ok) throw new Error(`settling failed: ${done.failure.message}`)
  return snapshot(memoryFs.disk?.state() ?? new Map())
}

/** Prepares a workload and learns its operations and stages from runs without faults. */
export async function sceneOf(workload: Workload): Promise<Scene> {
  const before = await prepared(workload)
  mount(before)
  const operations = await operationsOf(() => perform(workload))
  const after = snapshot(memoryFs.disk?.state() ?? new Map())
  mount(before)
  const stages = [snapshot(before)]
  // Records in between: what is published when the process dies just after it has claimed one.
  for (const [at, operation] of operations.entries()) {
    if (operation.name !== 'link' || !/\/rev\/\d+$/.test(operation.path)) continue
    mount(before)
    inject('after', at)
    await perform(workload).catch(expectKill)
    memoryFs.interception = {}
    stages.push(settled())
  }
  const last = stages.at(-1)
  if (stages.length !== workload.commits + 1 || canonicalJson(last) !== canonicalJson(after)) {
    throw new Error(`${workload.name}: unexpected stages ${canonicalJson({ stages, after })}`)
  }
  return { workload, before, operations, stages }
}

function expectKill(cause: unknown): void {
  if (!(cause instanceof Killed)) throw cause
}

/** Every fault at every operation where it can be. */
export function pointsOf(scene: Scene): Point[] {
  return scene.operations.flatMap((operation, at) =>
    [...KILLS, ...ERRORS]
      .filter((fault) => isPossible(fault, operation))
      .map((fault) => ({ at, fault })),
  )
}

async function endingOf(workload: Workload): Promise<Ending> {
  try {
    return { kind: 'answered', result: await perform(workload) }
  } catch (cause) {
    if (cause instanceof Killed) return { kind: 'killed' }
    throw cause
  } finally {
    memoryFs.interception = {}
  }
}

/** Runs a workload with a fault, and says what is wrong afterwards. */
export async function tryPoint(scene: Scene, point: Point): Promise<string[]> {
  mount(scene.before)
  inject(point.fault, point.at)
  const operation = scene.operations[point.at]
  const where = `${scene.workload.name}: ${point.fault} at ${point.at} ${operation?.name} ${operation?.path}`
  try {
    const ending = await endingOf(scene.workload)
    return (await problemsAfter(scene, ending, point.at % 2 === 0)).map(
      (what) => `${where}: ${what}`,
    )
  } catch (cause) {
    memoryFs.interception = {}
    return [`${where}: threw ${cause instanceof Error ? cause.stack : String(cause)}`]
  }
}

/** Codes with which a command may answer an error of the disk. */
const ANSWERS = new Set(['IO'])

/**
 * What is wrong on the mounted disk after a run that ended so: the files must be those of one stage, the last
 * one if it was acknowledged; the next command must work by itself; the chain must hold.
 */
export async function problemsAfter(
  scene: Scene,
  ending: Ending,
  settlesFirst: boolean,
): Promise<string[]> {
  const problems: string[] = []
  const isAcknowledged = ending.kind === 'answered' && ending.result.ok
  if (ending.kind === 'answered' && !ending.result.ok && !ANSWERS.has(ending.result.failure.code)) {
    problems.push(`answered ${ending.result.failure.code}: ${ending.result.failure.message}`)
  }
  const head = openDoor().parts.workspace.readHead()
  const text = head.ok ? new TextDecoder().decode(head.value.bytes) : undefined
  let stage: number | undefined
  if (settlesFirst) {
    stage = stageOf(scene, settled())
    if (stage === undefined) {
      const found = canonicalJson(snapshot(memoryFs.disk?.state() ?? new Map()))
      return [...problems, `neither old nor new: ${found}`]
    }
    if (isAcknowledged && stage < scene.stages.length - 1) problems.push('acknowledged and lost')
    const problem = auditProblem()
    const isExpected = stage === 0 && scene.workload.beginsTorn === true
    if (problem !== undefined && !isExpected) problems.push(`audit: ${problem}`)
  }
  return [...problems, ...(await nextCommandProblems(scene, isAcknowledged, text))]
}

function stageOf(scene: Scene, found: Snapshot): number | undefined {
  const json = canonicalJson(found)
  const index = scene.stages.findLastIndex((stage) => canonicalJson(stage) === json)
  return index < 0 ? undefined : index
}

async function nextCommandProblems(
  scene: Scene,
  isAcknowledged: boolean,
  headBefore: string | undefined,
): Promise<string[]> {
  const isEmpty = headBefore === undefined
  if (isEmpty && scene.stages[0]?.sequence !== undefined) return ['sequence.yaml is gone']
  const next = isEmpty ? await init() : await add(openDoor(scene.workload.auditLimit), 'after')
  if (!next.ok) return [`the next command failed: ${next.failure.message}`]
  const signed = openCheckpoints().sign()
  const problem = signed.ok ? auditProblem() : signed.failure.message
  const problems = problem === undefined ? [] : [`audit after the next command: ${problem}`]
  const now = snapshot(memoryFs.disk?.state() ?? new Map())
  const fits = scene.stages.some(
    (stage, index) =>
      (!isAcknowledged || index === scene.stages.length - 1) &&
      stage.audit.every((line, place) => now.audit[place] === line) &&
      now.audit.length - stage.audit.length <= 2 &&
      Object.entries(stage.prompts).every(([name, prompt]) => now.prompts[name] === prompt),
  )
  if (!fits) problems.push(`the next command left ${canonicalJson(now)}`)
  return problems
}
