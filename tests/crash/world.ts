import { AuditCheckpoints } from '../../bridge/local/audit-checkpoints.ts'
import { verifyAudit } from '../../bridge/local/audit-log.ts'
import { Door } from '../../bridge/local/commit-actions.ts'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { Documents } from '../../bridge/local/documents.ts'
import { Workspace } from '../../bridge/local/workspace.ts'
import type { Result } from '../../shared/result.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import { type DiskState, MemoryDisk } from './memory-disk.ts'
import { MEMORY, memoryFs } from './memory-fs.ts'

/** The repository and the user's data folder on the disk in memory. */
export const ROOT = `${MEMORY}/repo`
export const DATA = `${MEMORY}/data`

const SEQUENCE = 'repo/.threados/sequence.yaml'
const PROMPTS = 'repo/.threados/prompts/'
const LOG = 'repo/.threados/audit.log'
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g

/** The published files, without what differs from run to run. */
export interface Snapshot {
  readonly sequence: string | undefined
  readonly prompts: Readonly<Record<string, string>>
  /** Number, action, target and result of each entry. */
  readonly audit: readonly string[]
}

/** A process as the disk sees it: a door of its own. */
export function openDoor(auditLimit?: number): Door {
  const now = () => new Date('2026-02-07T00:00:00Z')
  const workspace = new Workspace(ROOT, auditLimit === undefined ? { now } : { now, auditLimit })
  return new Door({
    workspace,
    documents: new Documents(DATA, ROOT),
    confirmations: new Confirmations(DATA),
    dataFolder: DATA,
  })
}

/** The checkpoints that a process signs when it exits. */
export function openCheckpoints(): AuditCheckpoints {
  const place = { root: ROOT, auditPath: `${ROOT}/.threados/audit.log`, dataFolder: DATA }
  return new AuditCheckpoints({ ...place, now: () => new Date('2026-02-07T00:00:00Z') })
}

/** Applies actions as a user would. */
export function apply(door: Door, ...actions: readonly unknown[]): Promise<Result<unknown>> {
  return door.apply({ actions, caller: { actor: 'user', name: 'ada' } })
}

/** Lets what begins in `body` see itself as another process, one that is alive as long as any of them. */
export function asAnotherProcess<T>(body: () => T): T {
  const { pid } = process
  Object.defineProperty(process, 'pid', { value: pid + 1, configurable: true })
  try {
    return body()
  } finally {
    Object.defineProperty(process, 'pid', { value: pid, configurable: true })
  }
}

/** Mounts a state as a new disk. */
export function mount(state: DiskState): MemoryDisk {
  const disk = MemoryDisk.from(state)
  memoryFs.disk = disk
  memoryFs.interception = {}
  return disk
}

function entriesIn(state: DiskState): string[] {
  const closed = [...state.keys()]
    .filter((path) => /\.threados\/audit\.log\.\d+$/.test(path))
    .sort((a, b) => Number(a.split('.').at(-1)) - Number(b.split('.').at(-1)))
  const files = [...closed, LOG]
    .map((path) => state.get(path)?.toString('utf8') ?? '')
    // A file that is just being closed has two names.
    .filter((text, index, all) => index === 0 || text !== all[index - 1])
  // What stands behind the last line feed was never acknowledged.
  return files
    .map((text) => text.slice(0, text.lastIndexOf('\n') + 1))
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      if (!line.startsWith('{') || !line.endsWith('}')) return `not an entry: ${line}`
      const entry = JSON.parse(line) as AuditEntry
      return `${entry.seq} ${entry.action} ${entry.target} ${entry.result}`
    })
}

/** What the files on the disk say, read without any of the product's code. */
export function snapshot(state: DiskState): Snapshot {
  const prompts = [...state]
    .filter(([path, data]) => data !== null && path.startsWith(PROMPTS) && path.endsWith('.md'))
    .map(([path, data]) => [path.slice(PROMPTS.length), String(data)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const sequence = state.get(SEQUENCE)?.toString('utf8').replaceAll(TIME, 'TIME')
  return { sequence, prompts: Object.fromEntries(prompts), audit: entriesIn(state) }
}

/** Why the audit log is not good; undefined when it is. */
export function auditProblem(): string | undefined {
  const verified = verifyAudit(`${ROOT}/.threados/audit.log`, openCheckpoints())
  if (!verified.ok) return verified.failure.message
  return verified.value.report.problem?.message
}

/** Whether a step's text, its prompt and the entry of its making are there. */
export function partsOf(id: string, found: Snapshot): boolean[] {
  return [
    found.sequence?.includes(`id: ${id}\n`) === true,
    found.prompts[`${id}.md`] !== undefined,
    found.audit.some((line) => line.includes(`step.add ${id} success`)),
  ]
}

/** True when all of a step is there, or nothing of it. */
export function isWhole(id: string, found: Snapshot): boolean {
  return new Set(partsOf(id, found)).size === 1
}
