import { slotName } from '../runner/slot.ts'
import { KEYMAP } from './keys.ts'
import type { ServerAddress } from './server-address.ts'

/** Most cells of a screen: mprocs 0.9.6 counts them in 16 bits. */
const MAX_CELLS = 65_535
const WIDEST = 160
const NARROWEST = 100
const LIST_WIDTH = 40
/** Rows of the screen beside those of the list: frame, parked row and one to spare. */
const EXTRA_ROWS = 4
const FEWEST_ROWS = 30
/** Lines that a pane remembers. The logs hold everything; here memory counts. */
const SCROLLBACK = 50

/** Most slots of one session: with more, the list would not fit a screen that mprocs survives. */
export const MAX_SLOTS = Math.floor(MAX_CELLS / NARROWEST) - EXTRA_ROWS

/** The fixed size of a session's screen. */
export function screenSize(slots: number): { readonly cols: number; readonly rows: number } {
  const rows = Math.max(FEWEST_ROWS, slots + EXTRA_ROWS)
  return { rows, cols: Math.min(WIDEST, Math.floor(MAX_CELLS / rows)) }
}

/** What a session's configuration is made of. */
export interface ConfigParts {
  /** A word that no other session shows, to recognise this one's screen. */
  readonly nonce: string
  readonly slots: number
  /** Program and arguments that start the runner; `--slot FOLDER` is added. */
  readonly runnerCommand: readonly string[]
  readonly slotFolder: (slot: number) => string
  /** Variables that mprocs itself was given other values of, as the runners are to see them; null unsets. */
  readonly environment: Readonly<Record<string, string | null>>
  /** Where mprocs opens its control port; it opens none when absent. */
  readonly server?: ServerAddress | undefined
}

/**
 * The text of mprocs.yaml (JSON is YAML): a parked row that is always there to be selected, and one row a slot
 * whose command never changes. Nothing of an attempt is on a command line.
 */
export function buildConfig(parts: ConfigParts): string {
  const rows = Array.from({ length: parts.slots }, (_, index) => {
    const slot = index + 1
    const process = {
      cmd: [...parts.runnerCommand, '--slot', parts.slotFolder(slot)],
      autostart: false,
      autorestart: false,
      stop: 'SIGTERM',
      env: parts.environment,
    }
    return [slotName(slot), process] as const
  })
  const parked = { cmd: [...parts.runnerCommand], autostart: false, autorestart: false }
  const { server } = parts
  const config = {
    ...(server ? { server: `${server.host}:${server.port}` } : {}),
    proc_list_title: parts.nonce,
    proc_list_width: LIST_WIDTH,
    scrollback: SCROLLBACK,
    hide_keymap_window: true,
    keymap_procs: KEYMAP,
    keymap_term: { reset: true },
    keymap_copy: { reset: true },
    procs: { [PARKED_ROW]: parked, ...Object.fromEntries(rows) },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

/** Name of the row that never runs. */
export const PARKED_ROW = 'threados'
