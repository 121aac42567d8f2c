import { closeSync, constants, fdatasync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../../shared/failure.ts'
import { writeFully } from '../../local/durable-file.ts'
import { ioFailure } from '../../local/io-failure.ts'
import { assembleLog } from './assemble-log.ts'
import { type LogLayout, layoutFor, segmentName } from './log-layout.ts'

/** Bytes after which a log is made durable, besides once a second. */
const SYNC_BYTES = 1024 * 1024

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC

/**
 * One log of an attempt. It takes any amount and never lets more than its cap lie on disk: head and tail stay.
 * Trouble with the disk is told once; from then on bytes are counted and dropped.
 */
export class LogFile {
  readonly #folder: string
  readonly #name: string
  readonly #maxBytes: number
  readonly #layout: LogLayout
  readonly #onTrouble: (failure: Failure) => void
  readonly #segments: number[] = []
  #descriptor: number | undefined
  /** Bytes taken so far, kept or not. */
  #taken = 0
  #roomLeft: number
  #unsynced = 0
  #syncs = 0
  #isBroken = false
  #idle: (() => void) | undefined

  constructor(
    folder: string,
    name: string,
    maxBytes: number,
    onTrouble: (failure: Failure) => void,
  ) {
    this.#folder = folder
    this.#name = name
    this.#maxBytes = maxBytes
    this.#layout = layoutFor(maxBytes)
    this.#roomLeft = this.#layout.headBytes
    this.#onTrouble = onTrouble
  }

  /** Creates the file, so that readers find it from the first moment on. */
  open(): void {
    this.#guard(() => {
      this.#descriptor = openSync(join(this.#folder, this.#name), CREATE, 0o600)
    })
  }

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    let rest = bytes
    while (rest.length > 0 && !this.#isBroken) {
      if (this.#roomLeft === 0) this.#guard(() => this.#nextSegment())
      const part = rest.subarray(0, this.#roomLeft)
      this.#guard(() => this.#append(part))
      rest = rest.subarray(part.length)
    }
    if (this.#unsynced >= SYNC_BYTES) this.sync()
  }

  /** Begins to make durable what was written; does nothing while that is under way already. */
  sync(): void {
    if (this.#unsynced === 0 || this.#syncs > 0 || this.#descriptor === undefined) return
    this.#unsynced = 0
    this.#flush(this.#descriptor, () => undefined)
  }

  /** Makes everything durable and one file. Gives the bytes that the cap left out. */
  async finish(): Promise<number> {
    if (this.#descriptor !== undefined) this.#retire(this.#descriptor)
    this.#descriptor = undefined
    await new Promise<void>((resolve) => {
      this.#idle = resolve
      if (this.#syncs === 0) resolve()
    })
    let omitted = 0
    if (this.#segments.length > 0) {
      this.#guard(() => {
        omitted = assembleLog(this.#folder, this.#name, this.#maxBytes)
      })
    }
    return omitted
  }

  #append(part: Uint8Array): void {
    if (this.#descriptor === undefined) return
    this.#makeRoom(part.length)
    writeFully(this.#descriptor, part)
    this.#taken += part.length
    this.#roomLeft -= part.length
    this.#unsynced += part.length
  }

  /** Drops old segments until `more` bytes fit under the cap. */
  #makeRoom(more: number): void {
    const { headBytes, keptBytes } = this.#layout
    const kept = () => headBytes + this.#taken - (this.#segments[0] ?? this.#taken)
    const limit = () => ((this.#segments[0] ?? headBytes) > headBytes ? keptBytes : this.#maxBytes)
    while (this.#segments.length > 1 && kept() + more > limit()) {
      rmSync(join(this.#folder, segmentName(this.#name, this.#segments.shift() ?? 0)))
    }
  }

  #nextSegment(): void {
    if (this.#descriptor !== undefined) this.#retire(this.#descriptor)
    this.#descriptor = undefined
    const path = join(this.#folder, segmentName(this.#name, this.#taken))
    this.#descriptor = openSync(path, CREATE, 0o600)
    this.#segments.push(this.#taken)
    this.#roomLeft = this.#layout.segmentBytes
  }

  #retire(descriptor: number): void {
    this.#flush(descriptor, () => closeSync(descriptor))
  }

  #flush(descriptor: number, done: () => void): void {
    this.#syncs += 1
    fdatasync(descriptor, (cause) => {
      this.#syncs -= 1
      // A log that is a device, as in a test of a full disk, can't be synced and need not be.
      this.#guard(() => {
        done()
        if (cause && cause.code !== 'EINVAL') throw cause
      })
      if (this.#syncs === 0) this.#idle?.()
    })
  }

  #guard(action: () => void): void {
    try {
      action()
    } catch (cause) {
      if (this.#isBroken) return
      this.#isBroken = true
      const told = ioFailure(cause, join(this.#folder, this.#name))
      if (!told.ok) this.#onTrouble(told.failure)
    }
  }
}
