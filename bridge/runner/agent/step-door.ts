import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { fail } from '../../../shared/failure.ts'
import { DOOR_TOKEN_VARIABLE, DOOR_VARIABLE } from '../../../shared/protocol/step-door-names.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import { programCommand } from '../../local/programs.ts'
import { withoutIdentity } from './environment.ts'

/** How long a door may take to open, in milliseconds. */
const OPEN_PATIENCE_MS = 20_000
const MAX_WORDS_BYTES = 4096

const OpenedSchema = z.strictObject({ socket: z.string().min(1), token: z.string().min(1) })

/** An orchestrator's way to the plan, for as long as its attempt runs. */
export interface OpenStepDoor {
  /** What its agent's environment gets besides. */
  readonly environment: Readonly<Record<string, string>>
  /** Makes its token void. */
  close(): void
}

/** Starts the process that serves an attempt's door, and waits until it listens. */
export function openStepDoor(command: AttemptCommand): Promise<Result<OpenStepDoor>> {
  const [file = '', ...args] = programCommand('step-door')
  const child = spawn(file, args, {
    // In a session of its own: it drives what the step started also after the attempt's end.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: withoutIdentity(process.env),
    windowsHide: true,
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (words.length < MAX_WORDS_BYTES) words += text
  })
  child.stdin.on('error', () => undefined)
  const { root, runId, stepId } = command
  child.stdin.write(`${JSON.stringify({ root, runId, stepId })}\n`)
  const close = () => {
    child.stdin.destroy()
    child.stderr.destroy()
    child.stdout.destroy()
    child.unref()
  }
  return new Promise((resolve) => {
    const refuse = (why: string) => {
      clearTimeout(timer)
      close()
      resolve(fail('RUNTIME_UNAVAILABLE', `The step's door could not be opened: ${why}`))
    }
    const timer = setTimeout(() => refuse('it took too long.'), OPEN_PATIENCE_MS)
    child.once('error', (cause) => refuse(cause.message))
    child.once('close', () => refuse(words.trim() || 'it gave no reason.'))
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer)
      const { socket, token } = OpenedSchema.parse(JSON.parse(line))
      const environment = { [DOOR_VARIABLE]: socket, [DOOR_TOKEN_VARIABLE]: token }
      resolve(ok({ environment, close }))
    })
  })
}
