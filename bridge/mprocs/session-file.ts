import { randomBytes } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  ensurePrivateFolder,
  errorCode,
  syncFolder,
  writeFileDurably,
  writeNewFile,
} from '../local/durable-file.ts'
import { isSameProcess, type ProcessIdentity } from '../local/processes.ts'

/** Name of the file in the state folder that says where the session's host is. */
const SESSION_FILE = 'session.json'
const CLAIM = /^session-([0-9]+)\.claim$/

/** Which process hosts a workspace's session, and where it listens. No secret: agents can read this file. */
export const SessionRecordSchema = z.strictObject({
  pid: z.int().min(1),
  pidStartedAt: z.string(),
  /** Path of the socket, or name of the pipe. */
  socket: z.string(),
  /** The host's private folder, outside the repository; the token lies in it. */
  runtimeFolder: z.string(),
  /** Names the session in tickets and on its screen. */
  session: z.string(),
  mprocsPid: z.int().min(1),
  startedAt: z.string(),
  /** Where mprocs' control port listens, when a person had it opened. */
  server: z.string().optional(),
})
export type SessionRecord = z.infer<typeof SessionRecordSchema>

const ClaimSchema = z.strictObject({ pid: z.int().min(1), startedAt: z.string() })

function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch (cause) {
    // A file that is missing or damaged tells of no host; a new one replaces it.
    if (cause instanceof SyntaxError || errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}

/** The session on record, alive or not; undefined when there is none. */
export function readSession(stateFolder: string): SessionRecord | undefined {
  return readJson(join(stateFolder, SESSION_FILE), SessionRecordSchema)
}

/** True when the process that hosts the session lives. */
export function isHosted(session: SessionRecord): boolean {
  return isSameProcess(session.pid, session.pidStartedAt)
}

/** Says where a host is to be found. */
export function publishSession(stateFolder: string, session: SessionRecord): void {
  writeFileDurably(join(stateFolder, SESSION_FILE), `${JSON.stringify(session, null, 2)}\n`)
}

/** Takes a host's record away, unless another host's is there by now. */
export function retractSession(stateFolder: string, session: string): void {
  if (readSession(stateFolder)?.session !== session) return
  rmSync(join(stateFolder, SESSION_FILE), { force: true })
}

function claimNumbers(stateFolder: string): number[] {
  return readdirSync(stateFolder)
    .flatMap((name) => CLAIM.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
}

function claimPath(stateFolder: string, n: number): string {
  return join(stateFolder, `session-${n}.claim`)
}

/** The number of the newest claim, 0 when there is none, and whether the process that made it lives. */
function newestClaim(stateFolder: string): { readonly n: number; readonly isAlive: boolean } {
  ensurePrivateFolder(stateFolder)
  const n = claimNumbers(stateFolder).at(-1) ?? 0
  const claim = n === 0 ? undefined : readJson(claimPath(stateFolder, n), ClaimSchema)
  return { n, isAlive: claim !== undefined && isSameProcess(claim.pid, claim.startedAt) }
}

/** True while some living process has claimed to host the workspace's session, ready or not yet. */
export function isClaimed(stateFolder: string): boolean {
  return newestClaim(stateFolder).isAlive
}

/**
 * Claims to host the workspace's session: of any number of processes one gets it. Claims are numbered and the
 * highest one counts, so that a dead host's is overtaken and never has to be removed first.
 */
export function claimSession(stateFolder: string, self: ProcessIdentity): boolean {
  const newest = newestClaim(stateFolder)
  if (newest.isAlive) return false
  // The successor of the very claim that was found dead: who looks later finds ours instead.
  const n = newest.n + 1
  const path = claimPath(stateFolder, n)
  const temporary = join(stateFolder, `.claim.${process.pid}.${randomBytes(6).toString('hex')}.tmp`)
  writeNewFile(temporary, JSON.stringify(self))
  try {
    linkSync(temporary, path)
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false
    throw cause
  } finally {
    rmSync(temporary, { force: true })
  }
  const numbers = claimNumbers(stateFolder)
  if (numbers.at(-1) !== n) {
    // A later claim was made between our look and our link.
    rmSync(path, { force: true })
    return false
  }
  for (const older of numbers.filter((number) => number < n)) {
    rmSync(claimPath(stateFolder, older), { force: true })
  }
  syncFolder(stateFolder)
  return true
}

/** Gives a claim up while its process goes on, so that a new host need not wait for its end. */
export function releaseClaim(stateFolder: string, self: ProcessIdentity): void {
  const newest = claimNumbers(stateFolder).at(-1)
  if (newest === undefined) return
  const path = claimPath(stateFolder, newest)
  const claim = readJson(path, ClaimSchema)
  if (claim?.pid !== self.pid || claim.startedAt !== self.startedAt) return
  writeFileDurably(path, JSON.stringify({ ...self, startedAt: 'released' }))
}
