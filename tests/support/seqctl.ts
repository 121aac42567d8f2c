import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, testEnvironment } from './bridge.ts'

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** The one JSON document on standard output; a shell's script of completions is none. */
  readonly json: {
    readonly success: boolean
    readonly data: never
    readonly error?: string
    readonly code?: string
    readonly details?: Readonly<Record<string, never>>
  }
}

/** The built seqctl in a folder, with a data folder of its own. */
export function seqctlIn(cwd: string, dataFolder: string, env: NodeJS.ProcessEnv = {}) {
  return (...args: readonly string[]): Promise<CliResult> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(ROOT, 'dist', 'seqctl.js'), ...args], {
        cwd,
        env: { ...testEnvironment(dataFolder), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.once('error', reject)
      child.once('close', (code) => {
        const json = stdout.startsWith('{') ? JSON.parse(stdout) : undefined
        resolve({ exit: code ?? -1, stdout, stderr, json })
      })
    })
}
