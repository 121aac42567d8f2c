import type { Door } from '../../bridge/local/commit-actions.ts'
import { initializeRepo } from '../../bridge/local/initialize-repo.ts'
import { unwrap } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { DiskState } from './memory-disk.ts'
import { memoryFs } from './memory-fs.ts'
import { apply, DATA, mount, openCheckpoints, openDoor, ROOT } from './world.ts'

/** Something that a process does, and the state of the disk in which it begins. */
export interface Workload {
  readonly name: string
  /** How many records it adds to the chain. */
  readonly commits: number
  readonly auditLimit?: number
  /** True when the log has a torn line before it. */
  readonly beginsTorn?: true
  /** Only each n-th point is tried where not all are: for a workload whose operations are much alike. */
  readonly every?: number
  readonly prepare: () => Promise<unknown>
  readonly run: (door: Door) => Promise<Result<unknown>>
}

/** An empty repository. */
export const EMPTY: DiskState = new Map([
  ['repo', null],
  ['data', null],
])

const CALLER = { actor: 'user', name: 'ada' } as const

/** Begins a sequence. */
export function init(): Promise<Result<unknown>> {
  return initializeRepo({ root: ROOT, name: 'demo', caller: CALLER, dataFolder: DATA })
}

/** A step without a command, whose prompt is `text`. */
export function add(door: Door, id: string, text = `Do ${id}.\n`): Promise<Result<unknown>> {
  return apply(door, { action: 'step.add', id, type: 'base', model: 'claude-code', prompt: text })
}

/** Renames a step, which moves its prompt. */
export function rename(door: Door, id: string, newId: string): Promise<Result<unknown>> {
  return apply(door, { action: 'step.edit', id, newId })
}

/** Leaves an audit entry and changes nothing else. */
export function note(door: Door): Promise<Result<unknown>> {
  return door.parts.workspace.commit((head) =>
    ok({
      audit: {
        timestamp: '2026-02-07T00:00:00Z',
        actor: 'user',
        action: 'noted',
        target: 'x',
        payload: {},
        policy_mode: 'SAFE',
        result: 'denied',
        revision_before: head.revision,
      },
    }),
  )
}

async function begun(): Promise<Door> {
  unwrap(await init())
  const door = openDoor()
  unwrap(await add(door, 'first'))
  unwrap(openCheckpoints().sign())
  return door
}

function sequencePath(): string {
  return `${ROOT}/.threados/sequence.yaml`
}

/** Writes a comment into sequence.yaml as another program does: a new file in its place. */
export function editByHand(comment: string): void {
  const text = String(memoryFs.readFileSync(sequencePath(), 'utf8'))
  memoryFs.writeFileSync(`${ROOT}/other.tmp`, `${text}# ${comment}\n`)
  memoryFs.renameSync(`${ROOT}/other.tmp`, sequencePath())
}

function appendToLog(text: string): void {
  const path = `${ROOT}/.threados/audit.log`
  memoryFs.writeFileSync(path, `${memoryFs.readFileSync(path, 'utf8')}${text}`)
}

async function withGate(): Promise<void> {
  unwrap(
    await apply(await begun(), {
      action: 'gate.insert',
      id: 'check',
      dependsOn: [],
      before: ['first'],
    }),
  )
}

export const WORKLOADS: readonly Workload[] = [
  { name: 'init', commits: 1, prepare: async () => undefined, run: init },
  { name: 'step add with its prompt', commits: 1, prepare: begun, run: (door) => add(door, 'new') },
  {
    name: 'renaming a step, which moves its prompt',
    commits: 1,
    prepare: begun,
    run: (door) => rename(door, 'first', 'renamed'),
  },
  {
    name: 'a status change',
    commits: 1,
    prepare: withGate,
    run: (door) => apply(door, { action: 'gate.approve', id: 'check' }),
  },
  {
    name: 'only an audit entry',
    commits: 1,
    prepare: begun,
    run: note,
  },
  {
    name: 'importing an edit of another program',
    commits: 2,
    prepare: async () => {
      await begun()
      editByHand('by hand')
    },
    run: (door) => add(door, 'new'),
  },
  {
    name: 'closing a log file that has grown large',
    commits: 1,
    auditLimit: 100,
    prepare: begun,
    run: (door) => add(door, 'new'),
  },
  {
    name: 'moving a torn line aside',
    commits: 1,
    beginsTorn: true,
    prepare: async () => {
      await begun()
      appendToLog(`{"seq":3,"${'x'.repeat(900)}`)
    },
    run: (door) => add(door, 'new'),
  },
  {
    name: 'pruning old records',
    commits: 1,
    every: 8,
    prepare: async () => {
      const door = await begun()
      for (let n = 3; n < 250; n += 1) {
        unwrap(await apply(door, { action: 'step.edit', id: 'first', name: `Name ${n}` }))
      }
    },
    run: (door) => add(door, 'new'),
  },
]

/** The state of the disk in which a workload begins. */
export async function prepared(workload: Workload): Promise<DiskState> {
  const disk = mount(EMPTY)
  await workload.prepare()
  return disk.state()
}
