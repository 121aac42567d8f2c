import { chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import type { PrivateHome } from '../../agents/adapter.ts'
import { adapterOf } from '../../agents/alias.ts'
import { objectIn } from '../../agents/reports/report.ts'
import { ensurePrivateFolder, errorCode, writeFileDurably } from '../../local/durable-file.ts'
import { ioFailure } from '../../local/io-failure.ts'
import { repositoryKey } from '../../local/user-data.ts'

/** The home that an attempt's agent has. */
export interface PreparedHome {
  readonly variables: Readonly<Record<string, string>>
  /** What it reads and writes there: its own folder, and the user's, to which links lead. */
  readonly folders: readonly string[]
}

type Settings = Readonly<Record<string, unknown>>

function usersSettings(path: string): Result<Settings> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok({}) : ioFailure(cause, path)
  }
  try {
    const settings = objectIn(JSON.parse(text))
    if (settings) return ok(settings)
  } catch {
    // Falls through: comments and damage are told by the same sentence.
  }
  return fail('INVALID_STATE', `${path} is no plain JSON object, so a step can't go by it.`, {
    at: { file: path },
    hint: 'Take comments and trailing commas out of the file.',
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // the user never started the program
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false // also a link is something
  }
}

function fill(
  home: PrivateHome,
  folders: { readonly own: string; readonly users: string },
  settings: Settings,
): void {
  ensurePrivateFolder(folders.own)
  chmodSync(folders.own, 0o700)
  for (const name of namesIn(folders.users)) {
    const place = join(folders.own, name)
    if (!home.own.includes(name) && !isThere(place)) symlinkSync(join(folders.users, name), place)
  }
  writeFileDurably(join(folders.own, home.settingsFile), `${JSON.stringify(settings, null, 2)}\n`)
}

/**
 * Makes the home of a step's agent ready, in the user's data folder and readable by nobody else: settings of its
 * own made from the user's, conversations that stay from attempt to attempt, and links to all else, the login
 * included. Agents without such a home keep the user's.
 */
export function prepareHome(
  command: AttemptCommand,
  environment: Readonly<Record<string, string>>,
  dataFolder: string,
): Result<PreparedHome> {
  const home = adapterOf(command)?.home
  if (!home) return ok({ variables: {}, folders: [] })
  const usersHome = environment[home.variable] ?? environment['HOME'] ?? homedir()
  const users = join(usersHome, home.folder)
  const settings = usersSettings(join(users, home.settingsFile))
  if (!settings.ok) return settings
  const own = join(dataFolder, 'agents', repositoryKey(command.root), command.stepId, home.variable)
  try {
    const { mcp } = command
    const built = home.buildSettings(settings.value, { mcp, environment })
    fill(home, { own: join(own, home.folder), users }, built)
  } catch (cause) {
    return ioFailure(cause, own)
  }
  return ok({ variables: { [home.variable]: own }, folders: [own, users] })
}
