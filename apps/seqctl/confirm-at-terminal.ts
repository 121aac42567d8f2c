import { createInterface } from 'node:readline/promises'
import type { Confirmations } from '../../bridge/local/confirmations.ts'
import type { Failure } from '../../shared/failure.ts'
import { harmlessText } from '../../shared/harmless-text.ts'

/** True when a person sits at a terminal and can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** What the person at the terminal answers. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

/** What a person typed: the word that confirms, as often as needed, the one that refuses, or neither. */
export type TerminalAnswer = 'confirmed' | 'refused' | 'neither'

/**
 * Asks the person at the terminal to confirm by typing a word. The confirmation that the failure names is granted
 * when they did; what a refusal means is the caller's part, and `no` is offered only where it means something.
 */
export async function confirmAtTerminal(
  failure: Failure,
  confirmations: Confirmations,
  words: { readonly yes: string; readonly no?: string },
): Promise<TerminalAnswer> {
  const id = confirmationId(failure)
  const needed = Number(failure.details?.['needed'] ?? 1)
  const orNo = words.no === undefined ? '' : `, "${words.no}" to refuse`
  process.stderr.write(`${harmlessText(failure.message)}\n`)
  for (let granted = 0; granted < needed; granted += 1) {
    const again = granted > 0 ? ' again' : ''
    const typed = (await ask(`Type "${words.yes}" to confirm${again}${orNo}: `)).trim()
    if (typed === words.no) return 'refused'
    if (typed !== words.yes || !confirmations.grant(id).ok) return 'neither'
  }
  return 'confirmed'
}

/** The id of the confirmation that a failure asks for. */
export function confirmationId(failure: Failure): string {
  return String(failure.details?.['id'] ?? '')
}
