import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { errorCode } from './durable-file.ts'
import {
  type ProcessEntry,
  parseLinuxStat,
  parsePsTable,
  parseWindowsTable,
  psArguments,
  windowsTableArguments,
} from './process-text.ts'

/** Most bytes that a listing of all processes may have. */
const MAX_LISTING_BYTES = 64 * 1024 * 1024

let bootId: string | undefined

/** Names the running kernel's start, so that ticks since then name one moment for good. */
function linuxBootId(): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return bootId
}

/** Room for what /proc gives; grows when an environment is larger. Reading it again and again must be cheap. */
let room = Buffer.alloc(256 * 1024)

/**
 * Reads a file of /proc; undefined when the process is gone or belongs to another user. The bytes are valid
 * until the next call.
 */
function readProc(path: string): Buffer | undefined {
  try {
    const descriptor = openSync(path, 'r')
    try {
      let length = 0
      for (;;) {
        const read = readSync(descriptor, room, length, room.length - length, null)
        length += read
        if (read === 0) return room.subarray(0, length)
        if (length === room.length) room = Buffer.concat([room], room.length * 2)
      }
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(cause) ?? '')) return undefined
    throw cause
  }
}

function runListing(file: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(file, args, {
      encoding: 'utf8',
      maxBuffer: MAX_LISTING_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C' },
    })
  } catch (cause) {
    // ps answers 1 when the one process that was asked for is gone.
    if (cause instanceof Error && 'status' in cause && cause.status === 1) return undefined
    throw cause
  }
}

function linuxEntry(pid: number): ProcessEntry | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  return stat && parseLinuxStat(stat.toString('latin1'), linuxBootId())
}

/** One process as the system sees it now, ended but not yet collected ones included; undefined when there is none. */
export function readProcess(pid: number): ProcessEntry | undefined {
  if (!Number.isInteger(pid) || pid < 1) return undefined
  if (process.platform === 'linux') return linuxEntry(pid)
  if (process.platform === 'win32') {
    const { file, args } = windowsTableArguments(pid)
    return parseWindowsTable(runListing(file, args) ?? '')[0]
  }
  return parsePsTable(runListing('ps', psArguments(pid)) ?? '')[0]
}

/** True for bubblewrap's own processes, which only hold others. */
export function isSandboxProcess(pid: number): boolean {
  return process.platform === 'linux' && readProc(`/proc/${pid}/comm`)?.toString() === 'bwrap\n'
}

/** All processes of the machine. */
export function readProcessTable(): ProcessEntry[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^[0-9]+$/.test(name))
      .flatMap((name) => linuxEntry(Number(name)) ?? [])
  }
  if (process.platform === 'win32') {
    const { file, args } = windowsTableArguments()
    return parseWindowsTable(runListing(file, args) ?? '')
  }
  return parsePsTable(runListing('ps', psArguments()) ?? '')
}

/**
 * Gives a test for "this process was started with the variable set to exactly this value". Windows shows
 * nobody another process's environment: there the answer is always no.
 */
export function environmentTest(name: string, value: string): (pid: number) => boolean {
  const wanted = `${name}=${value}`
  if (process.platform === 'linux') {
    const first = Buffer.from(`${wanted}\0`)
    const later = Buffer.from(`\0${wanted}\0`)
    return (pid) => {
      const block = readProc(`/proc/${pid}/environ`)
      if (!block) return false
      return block.includes(later) || block.subarray(0, first.length).equals(first)
    }
  }
  if (process.platform === 'win32') return () => false
  const listing = runListing('ps', ['-axeww', '-o', 'pid=,command=']) ?? ''
  const found = new Set(
    listing
      .split('\n')
      .filter((line) => ` ${line} `.includes(` ${wanted} `))
      .map((line) => Number.parseInt(line, 10)),
  )
  return (pid) => found.has(pid)
}
