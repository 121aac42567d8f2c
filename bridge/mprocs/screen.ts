import headless from '@xterm/headless'
import { slotName } from '../runner/slot.ts'
import { PARKED_ROW } from './config.ts'

/** A row of mprocs' list: 0 is the parked one, the others are slots. */
export interface ListRow {
  readonly row: number
  readonly isSelected: boolean
  readonly isUp: boolean
}

const ROW = /^[│┃](•| )(\S+)\s+(UP|DOWN)(?: \(\d+\))?\s*[│┃]/
const SLOT = /^slot-(\d+)$/

/** Reads the list out of a screen's rows; undefined unless the nonce is in its title. */
export function readList(rows: readonly string[], nonce: string): ListRow[] | undefined {
  if (!rows[0]?.includes(nonce)) return undefined
  return rows.flatMap((text) => {
    const match = ROW.exec(text)
    if (!match) return []
    const name = match[2] ?? ''
    const row = name === PARKED_ROW ? 0 : Number(SLOT.exec(name)?.[1] ?? Number.NaN)
    if (Number.isNaN(row)) return []
    return [{ row, isSelected: match[1] === '•', isUp: match[3] === 'UP' }]
  })
}

/** Writes labels over the slots' names, each cut to the room that the list has for it. */
export function labelRows(
  rows: readonly string[],
  labels: ReadonlyMap<number, string>,
): readonly string[] {
  const byName = new Map([...labels].map(([slot, label]) => [slotName(slot), label]))
  return rows.map((text) => {
    const match = /^([│┃][• ])(slot-\d+)( +)(?=UP|DOWN)/.exec(text)
    const label = byName.get(match?.[2] ?? '')
    if (!match || label === undefined) return text
    const start = match[1]?.length ?? 0
    const room = (match[2]?.length ?? 0) + (match[3]?.length ?? 0)
    return `${text.slice(0, start)}${label.slice(0, room - 1).padEnd(room)}${text.slice(start + room)}`
  })
}

/** A terminal without a window: what mprocs draws becomes rows of text. It never answers what mprocs asks. */
export class Screen {
  readonly #terminal: headless.Terminal

  /** `onChange` is called after the picture has changed. */
  constructor(size: { readonly cols: number; readonly rows: number }, onChange: () => void) {
    this.#terminal = new headless.Terminal({ ...size, scrollback: 0, allowProposedApi: true })
    this.#terminal.onWriteParsed(onChange)
  }

  /** Takes what mprocs wrote. */
  write(data: string): void {
    this.#terminal.write(data)
  }

  /** Resolves when all that was written is in the picture. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve))
  }

  /** The picture, without spaces at the ends of rows. */
  rows(): string[] {
    const buffer = this.#terminal.buffer.active
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
    )
  }
}
