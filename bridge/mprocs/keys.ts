import { TYPED_KEYS, type TypedKey } from './typed-keys.ts'

/** One of mprocs' commands, as its configuration and its control port spell them. */
export type MprocsCommand =
  | { readonly c: 'select-proc'; readonly index: number }
  | { readonly c: 'next-proc' | 'start-proc' | 'quit' }
  | { readonly c: 'send-key'; readonly key: string }
  | { readonly c: 'batch'; readonly cmds: readonly MprocsCommand[] }

/** One order for mprocs, whichever way it is given. Starting and typing concern the row that is selected. */
export type Order =
  | { readonly do: 'select'; readonly row: number }
  | { readonly do: 'type'; readonly key: TypedKey }
  /** Asks every process to end, waits for them, and ends mprocs. */
  | { readonly do: 'start' | 'quit' }

function next(count: number): MprocsCommand[] {
  return Array.from({ length: count }, () => ({ c: 'next-proc' as const }))
}

/**
 * The private keymap. Row 0 can always be selected by number; every other row is reached from there by steps,
 * since mprocs 0.9.6 takes row numbers from the last picture that it drew. The list keeps the focus for ever: what is
 * typed into a pane goes there key by key, so that no text can become an order.
 */
export const KEYMAP: Readonly<Record<string, MprocsCommand | true>> = {
  reset: true,
  '<g>': { c: 'select-proc', index: 0 },
  '<u>': { c: 'next-proc' },
  '<d>': { c: 'batch', cmds: next(10) },
  '<c>': { c: 'batch', cmds: next(100) },
  '<s>': { c: 'start-proc' },
  '<q>': { c: 'quit' },
  ...Object.fromEntries(
    TYPED_KEYS.map(({ name, bound }) => [bound, { c: 'send-key' as const, key: name }]),
  ),
}

/** The keys that select a row, from wherever the selection is. */
export function keysToRow(row: number): string {
  const hundreds = Math.floor(row / 100)
  const tens = Math.floor((row % 100) / 10)
  return `g${'c'.repeat(hundreds)}${'d'.repeat(tens)}${'u'.repeat(row % 10)}`
}

function keysOf(order: Order): string {
  switch (order.do) {
    case 'select':
      return keysToRow(order.row)
    case 'type':
      return order.key.press
    case 'start':
      return 's'
    case 'quit':
      return 'gq'
  }
}

/** The keys of the private keymap for orders, to be written as one. */
export function keysFor(orders: readonly Order[]): string {
  return orders.map(keysOf).join('')
}

function commandsOf(order: Order): MprocsCommand[] {
  switch (order.do) {
    case 'select':
      return [{ c: 'select-proc', index: 0 }, ...next(order.row)]
    case 'type':
      return [{ c: 'send-key', key: order.key.name }]
    case 'start':
      return [{ c: 'start-proc' }]
    case 'quit':
      return [{ c: 'quit' }]
  }
}

/** The one document for the control port that gives orders: a batch, which nothing comes in between of. */
export function documentFor(orders: readonly Order[]): string {
  const batch: MprocsCommand = { c: 'batch', cmds: orders.flatMap(commandsOf) }
  return JSON.stringify(batch)
}
