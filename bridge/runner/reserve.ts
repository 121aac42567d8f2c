import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Space that an attempt keeps for its last word, so that it has one also when its output has filled the disk. */
const RESERVE_FILE = '.reserve'
/** As much as a record takes, twice, in whole blocks of any common file system. */
const RESERVE_BYTES = 8 * 1024

/** Takes the space; throws the system's error when there is none. */
export function keepReserve(folder: string): void {
  // Not zeros: some file systems would give them no space.
  writeFileSync(join(folder, RESERVE_FILE), Buffer.alloc(RESERVE_BYTES, 'reserve'), { mode: 0o600 })
}

/** Gives the space back. */
export function spendReserve(folder: string): void {
  rmSync(join(folder, RESERVE_FILE), { force: true })
}
