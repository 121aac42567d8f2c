import { type Interception, memoryFs, type Operation, systemError } from './memory-fs.ts'

/** What a process that is killed throws in tests: from then on it can do nothing more. */
export class Killed extends Error {}

/** Ends of a process at an operation. */
export const KILLS = ['before', 'after', 'half'] as const
/** Errors of an operation that the process survives. */
export const ERRORS = ['EIO', 'ENOSPC', 'EACCES', 'EMFILE', 'short'] as const
export type Fault = (typeof KILLS)[number] | (typeof ERRORS)[number]

/** Where each error can come from. */
const ERROR_FROM: Readonly<Record<string, ReadonlySet<string>>> = {
  EIO: new Set([
    'open',
    'write',
    'read',
    'fsync',
    'fdatasync',
    'rename',
    'link',
    'readdir',
    'mkdir',
  ]),
  ENOSPC: new Set(['open', 'write', 'fsync', 'fdatasync', 'rename', 'link', 'mkdir']),
  EACCES: new Set(['open', 'read', 'rename', 'link', 'unlink', 'readdir', 'mkdir']),
  EMFILE: new Set(['open', 'read', 'readdir']),
}

/** True when this fault at this operation is a case of its own. */
export function isPossible(fault: Fault, operation: Operation): boolean {
  if (fault === 'before' || fault === 'after') return operation.changes
  if (fault === 'half' || fault === 'short') return operation.name === 'write'
  if (fault === 'ENOSPC' && !operation.changes) return false
  return ERROR_FROM[fault]?.has(operation.name) ?? false
}

/** Lets `fault` happen at the `at`-th operation, counted from 0. */
export function inject(fault: Fault, at: number): void {
  let count = -1
  let isDead = false
  const isNow = () => count === at
  const interception: Interception = {
    before(operation) {
      if (isDead) throw new Killed()
      count += 1
      if (!isNow()) return
      if (fault === 'before') {
        isDead = true
        throw new Killed()
      }
      if (ERROR_FROM[fault]) throw systemError(fault, operation)
    },
    writes(_operation, length) {
      const isHalf = isNow() && (fault === 'half' || fault === 'short')
      return isHalf ? Math.max(1, length >> 1) : length
    },
    after() {
      if (!isNow() || (fault !== 'after' && fault !== 'half')) return
      isDead = true
      throw new Killed()
    },
  }
  memoryFs.interception = interception
}

/** Calls `then` once, just before the `at`-th operation. What it does is not counted. */
export function interrupt(at: number, then: (operation: Operation) => void): void {
  let count = -1
  const interception: Interception = {
    before(operation) {
      count += 1
      if (count !== at) return
      memoryFs.interception = {}
      then(operation)
      memoryFs.interception = interception
    },
  }
  memoryFs.interception = interception
}

/** The operations of `run`, in order. */
export async function operationsOf(run: () => Promise<unknown>): Promise<Operation[]> {
  const operations: Operation[] = []
  memoryFs.interception = { before: (operation) => operations.push(operation) }
  try {
    await run()
  } finally {
    memoryFs.interception = {}
  }
  return operations
}
