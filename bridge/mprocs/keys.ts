/** What a key makes mprocs do: one of its commands, as its configuration spells them. */
type MprocsCommand =
  | { readonly c: 'select-proc'; readonly index: number }
  | { readonly c: 'next-proc' | 'start-proc' | 'quit' }
  | { readonly c: 'batch'; readonly cmds: readonly MprocsCommand[] }

function next(count: number): MprocsCommand {
  return { c: 'batch', cmds: Array.from({ length: count }, () => ({ c: 'next-proc' as const })) }
}

/**
 * The private keymap. Row 0 can always be selected by number; every other row is reached from there by steps,
 * since mprocs 0.9.6 takes row numbers from the last picture that it drew.
 */
export const KEYMAP: Readonly<Record<string, MprocsCommand | true>> = {
  reset: true,
  '<g>': { c: 'select-proc', index: 0 },
  '<u>': { c: 'next-proc' },
  '<d>': next(10),
  '<c>': next(100),
  '<s>': { c: 'start-proc' },
  '<q>': { c: 'quit' },
}

/** The keys that select a row, from wherever the selection is. */
export function keysToRow(row: number): string {
  const hundreds = Math.floor(row / 100)
  const tens = Math.floor((row % 100) / 10)
  return `g${'c'.repeat(hundreds)}${'d'.repeat(tens)}${'u'.repeat(row % 10)}`
}

/** The keys that start a row's process and leave `shown` selected, to be written as one. */
export function keysToStart(row: number, shown: number): string {
  return `${keysToRow(row)}s${keysToRow(shown)}`
}

/** The keys that end mprocs: it asks every process to end and waits for them. */
export const KEYS_TO_QUIT = 'gq'
