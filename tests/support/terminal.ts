import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'
import { ROOT, testEnvironment } from './bridge.ts'

/** What stood on the terminal at the end, and the exit code. */
export interface TerminalResult {
  readonly exit: number
  readonly screen: string
}

/**
 * Runs the built seqctl at a pseudo-terminal, as a person would, and types an answer each time it asks for one.
 * More questions than answers end it as Ctrl+C does.
 */
export function seqctlAtTerminal(
  cwd: string,
  dataFolder: string,
  args: readonly string[],
  answers: readonly string[] = [],
): Promise<TerminalResult> {
  const terminal = spawn(process.execPath, [join(ROOT, 'dist', 'seqctl.js'), ...args], {
    cwd,
    env: testEnvironment(dataFolder),
    cols: 200,
    rows: 50,
  })
  const waiting = [...answers]
  let screen = ''
  let seen = 0
  return new Promise((resolve) => {
    terminal.onData((text) => {
      screen += text
      const asked = screen.indexOf('to confirm', seen)
      if (asked < 0 || !/"[^"]*" to confirm[^:]*: /.test(screen.slice(seen))) return
      seen = screen.length
      terminal.write(waiting.length > 0 ? `${waiting.shift()}\r` : '\u0003')
    })
    terminal.onExit(({ exitCode }) => resolve({ exit: exitCode, screen }))
  })
}
