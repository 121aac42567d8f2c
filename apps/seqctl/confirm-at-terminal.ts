import { createInterface } from 'node:readline/promises'
import type { Confirmations } from '../../bridge/local/confirmations.ts'
import type { Failure } from '../../shared/failure.ts'

/** True when a person sits at a terminal and can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

/**
 * Asks the person at the terminal to confirm by typing a word. Gives the confirmation's id when it was granted
 * as often as needed, undefined when the person typed something else.
 */
export async function confirmAtTerminal(
  failure: Failure,
  confirmations: Confirmations,
  word: string,
): Promise<string | undefined> {
  const id = String(failure.details?.['id'] ?? '')
  const needed = Number(failure.details?.['needed'] ?? 1)
  process.stderr.write(`${failure.message}\n`)
  for (let granted = 0; granted < needed; granted += 1) {
    const typed = await ask(`Type "${word}" to confirm${granted > 0 ? ' again' : ''}: `)
    if (typed.trim() !== word) return undefined
    const open = confirmations.grant(id)
    if (!open.ok) return undefined
  }
  return id
}
