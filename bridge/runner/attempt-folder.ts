import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import {
  type AttemptCommand,
  AttemptCommandSchema,
  type AttemptRecord,
  AttemptRecordSchema,
} from '../../shared/schema/run.ts'
import { errorCode, renamePatiently, syncFolder, writeNewFile } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'

/** What the runner finds in an attempt's folder. */
export const COMMAND_FILE = 'command.json'
/** What it keeps there while it works, and leaves as its last word. */
export const STATUS_FILE = 'status.json'
/** A file of this name asks the runner to stop the attempt. */
export const STOP_FILE = 'stop'
/** What the agent got on its standard input. */
export const PROMPT_FILE = 'prompt.md'
/** What the agent had to say at its end. */
export const SUMMARY_FILE = 'summary.md'
/** The structured result, where the step asks for one. */
export const RESULT_FILE = 'result.json'
/** What the attempt changed. */
export const DIFF_FILE = 'diff.patch'
/** The runner's own remarks, for people. */
export const NOTES_FILE = 'runner.log'

function readJson(path: string): Result<unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    return ioFailure(cause, path)
  }
  try {
    return ok(JSON.parse(text))
  } catch (cause) {
    return fail('INVALID_STATE', `${path} is damaged: ${String(cause)}`, { at: { file: path } })
  }
}

/**
 * Reads and checks an attempt's command.json. The folder must lie where its repository and run say, so that a
 * file made elsewhere can't borrow another repository's rights.
 */
export function readCommand(folder: string): Result<AttemptCommand> {
  const path = join(folder, COMMAND_FILE)
  const value = readJson(path)
  if (!value.ok) return value
  const checked = AttemptCommandSchema.safeParse(value.value)
  if (!checked.success) {
    return fail('INVALID_STATE', `${path} is no valid command: ${checked.error.message}`, {
      at: { file: path },
    })
  }
  const { root, runId, stepId } = checked.data
  try {
    const expected = join(realpathSync(root), DATA_FOLDER, 'runs', runId)
    const actual = realpathSync(folder)
    const name = basename(actual).replace(/~[0-9]+$/, '')
    if (dirname(actual) === expected && name === stepId) return ok(checked.data)
  } catch (cause) {
    return ioFailure(cause, root)
  }
  return fail('INVALID_STATE', `${path} belongs to another place: ${root}, run ${runId}.`, {
    at: { file: path },
  })
}

/** An attempt's status.json; undefined while no runner has taken the attempt. */
export function readRecord(folder: string): Result<AttemptRecord | undefined> {
  const path = join(folder, STATUS_FILE)
  const value = readJson(path)
  if (!value.ok) {
    const isMissing = value.failure.details?.['code'] === 'ENOENT'
    return isMissing ? ok(undefined) : value
  }
  const checked = AttemptRecordSchema.safeParse(value.value)
  return checked.success
    ? ok(checked.data)
    : fail('INVALID_STATE', `${path} is damaged: ${checked.error.message}`, { at: { file: path } })
}

function writeTemporary(folder: string, record: AttemptRecord): string {
  const name = `.${STATUS_FILE}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  const temporary = join(folder, name)
  writeNewFile(temporary, `${JSON.stringify(record, null, 2)}\n`)
  return temporary
}

/**
 * Takes an attempt by writing its first status.json, whole and durable. False when the attempt has been taken
 * already: of any number of runners exactly one gets it.
 */
export function claimAttempt(folder: string, record: AttemptRecord): boolean {
  const temporary = writeTemporary(folder, record)
  try {
    linkSync(temporary, join(folder, STATUS_FILE))
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false
    throw cause
  } finally {
    rmSync(temporary, { force: true })
  }
  syncFolder(folder)
  return true
}

/**
 * Replaces status.json, never torn. A heartbeat may be lost in a power cut, so its folder entry is not waited for.
 */
export function writeHeartbeat(folder: string, record: AttemptRecord): void {
  const temporary = writeTemporary(folder, record)
  try {
    renamePatiently(temporary, join(folder, STATUS_FILE))
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  }
}
