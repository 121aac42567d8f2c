import {
  DOOR_TOKEN_VARIABLE,
  DOOR_VARIABLE,
  SANDBOX_VARIABLE,
} from '../../../shared/protocol/step-door-names.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import { MARKER_VARIABLE, markerOf } from '../marker.ts'

/** Variables that every agent gets when they are set. */
const STANDARD = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  // Where seqctl finds the user's own policy and puts questions to a person; in a sandbox it is not there.
  'THREADOS_DATA',
]
const STANDARD_PREFIXES = ['LC_', 'XDG_']

/** What says whose process this is. Never handed from one attempt to the programs that outlive it. */
const IDENTITY = [
  'THREADOS_RUN',
  'THREADOS_STEP',
  'THREADOS_ATTEMPT',
  'THREADOS_ACTOR',
  'THREADOS_ROOT',
  DOOR_VARIABLE,
  DOOR_TOKEN_VARIABLE,
  SANDBOX_VARIABLE,
  MARKER_VARIABLE,
]

/** A process environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment without another attempt's identity: for runners and session hosts, which outlive who starts them. */
export function withoutIdentity(environment: Environment): Record<string, string> {
  const entries = Object.entries(environment).filter(([name]) => !IDENTITY.includes(name))
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/**
 * What the agent's process gets: the standard variables, those that the command names, and who it is. Names
 * are compared as the platform does: without case on Windows.
 */
export function agentEnvironment(
  host: Environment,
  command: AttemptCommand,
  platform: NodeJS.Platform,
): Record<string, string> {
  const fold = (name: string) => (platform === 'win32' ? name.toUpperCase() : name)
  // Windows spells these two its own way; elsewhere they mean nothing.
  const allowed = new Set([...STANDARD, 'SystemRoot', 'ComSpec', ...command.environment].map(fold))
  const passed = Object.entries(host).flatMap(([name, value]) => {
    const folded = fold(name)
    const isAllowed =
      allowed.has(folded) || STANDARD_PREFIXES.some((prefix) => folded.startsWith(prefix))
    return isAllowed && value !== undefined ? [[name, value] as const] : []
  })
  return {
    ...Object.fromEntries(passed),
    TERM: 'dumb',
    NO_COLOR: '1',
    THREADOS_RUN: command.runId,
    THREADOS_STEP: command.stepId,
    THREADOS_ATTEMPT: String(command.attempt),
    THREADOS_ACTOR: 'orchestrator',
    THREADOS_ROOT: command.root,
    [MARKER_VARIABLE]: markerOf(command),
  }
}
