import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findMarked, sweepMarked } from '../../bridge/local/processes.ts'
import { markerOf } from '../../bridge/runner/marker.ts'
import {
  type AttemptCommand,
  type AttemptRecord,
  AttemptRecordSchema,
  hasEnded,
} from '../../shared/schema/run.ts'
import { until } from './until.ts'

const PROJECT = resolve(import.meta.dirname, '../..')

/** The Node that ThreadOS ships with. */
export const NODE = join(PROJECT, 'node_modules/.bin/node')
/** Starts the runner from its source, with a policy that allows everything. */
export const RUNNER_COMMAND = [NODE, fileURLToPath(new URL('./open-runner.ts', import.meta.url))]
/** Starts the runner from its source as it is. */
export const STRICT_RUNNER_COMMAND = [NODE, join(PROJECT, 'bridge/runner/main.ts')]
/** Starts the session host from its source. */
export const HOST_COMMAND = [NODE, join(PROJECT, 'bridge/mprocs/session-host.ts')]

let lastRun = 0

/** A run id that no other call of this process gives. */
export function newRunId(): string {
  lastRun += 1
  const random = Math.random()
    .toString(36)
    .slice(2, 8)
    .toUpperCase()
    .replace(/[ILOU]/g, 'X')
  return `01TEST${String(process.pid).padStart(8, '0')}${random.padEnd(6, '0')}${String(lastRun).padStart(6, '0')}`
}

/** One attempt's folder with its command.json, as the scheduler leaves it. */
export interface PreparedAttempt {
  readonly folder: string
  readonly command: AttemptCommand
  readonly marker: string
}

/** A folder with `.threados` in it, and the attempts that were prepared there. */
export class Workshop {
  readonly root: string
  readonly #markers: string[] = []

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'threados-test-'))
    mkdirSync(this.stateFolder, { recursive: true })
  }

  get stateFolder(): string {
    return join(this.root, '.threados/state')
  }

  /** Prepares an attempt of a program. */
  prepare(
    argv: readonly string[],
    more: Partial<AttemptCommand> & { readonly name?: string } = {},
  ): PreparedAttempt {
    const { name, ...fields } = more
    const command: AttemptCommand = {
      runId: newRunId(),
      stepId: name ?? 'step',
      attempt: 1,
      model: 'shell',
      access: 'edit',
      confirmed: false,
      argv: [...argv],
      root: this.root,
      cwd: '.',
      workspace: 'shared',
      timeoutMs: 60_000,
      graceMs: 500,
      maxLogBytes: 64 * 1024 * 1024,
      environment: [],
      artifacts: [],
      review: false,
      ...fields,
    }
    const folder = join(this.root, '.threados/runs', command.runId, command.stepId)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, 'command.json'), JSON.stringify(command))
    const marker = markerOf(command)
    this.#markers.push(marker)
    return { folder, command, marker }
  }

  /** Prepares an attempt of a shell script. */
  script(
    text: string,
    more: Partial<AttemptCommand> & { readonly name?: string } = {},
  ): PreparedAttempt {
    return this.prepare(['sh', '-c', text], more)
  }

  /** Ends every process that any attempt may have left, and removes the folder. */
  async clear(): Promise<void> {
    for (const marker of this.#markers) await sweepMarked(marker, { graceMs: 0 })
    await until('the folder can be removed', () => {
      rmSync(this.root, { recursive: true, force: true })
      return true
    })
  }
}

/** An attempt's status.json, if it is there. */
export function recordOf(folder: string): AttemptRecord | undefined {
  let text: string
  try {
    text = readFileSync(join(folder, 'status.json'), 'utf8')
  } catch {
    return undefined
  }
  return AttemptRecordSchema.parse(JSON.parse(text))
}

/** Waits for an attempt's last word. */
export async function ended(attempt: PreparedAttempt, patienceMs?: number): Promise<AttemptRecord> {
  return until(
    `the end of ${attempt.command.stepId}`,
    () => {
      const record = recordOf(attempt.folder)
      return record && hasEnded(record) ? record : undefined
    },
    patienceMs,
  )
}

/** Waits until an attempt's agent runs. */
export async function running(attempt: PreparedAttempt): Promise<AttemptRecord> {
  return until(`${attempt.command.stepId} runs`, () => {
    const record = recordOf(attempt.folder)
    return record?.status === 'RUNNING' ? record : undefined
  })
}

/** How many living processes carry the attempt's marker. */
export function survivors(attempt: PreparedAttempt): number {
  return findMarked(attempt.marker).length
}

/** A file that the attempt left, as text; undefined when it is not there. */
export function left(attempt: PreparedAttempt, name: string): string | undefined {
  return readdirSync(attempt.folder).includes(name)
    ? readFileSync(join(attempt.folder, name), 'utf8')
    : undefined
}
