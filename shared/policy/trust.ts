import { canonicalJson } from '../canonical-json.ts'
import { sha256Hex } from '../hash.ts'
import type { Policy, PolicyFile } from '../schema/policy.ts'
import type { TrustAsk, TrustKind, TrustState } from '../schema/trust.ts'
import { deny, type Finding } from './finding.ts'
import { narrowKey, POLICY_KEYS } from './narrow.ts'

/** A file of the repository that may ask for something. `data` is what its YAML holds, if it is YAML. */
export interface AskingFile {
  readonly path: string
  readonly kind: TrustKind
  readonly sha256: string
  readonly data?: unknown
}

const MEANINGS: Readonly<Partial<Record<keyof Policy, string>>> = {
  mode: 'harmless actions of an orchestrator would apply without a person',
  confirmation_required: 'these would happen without a further confirmation',
  allowed_commands: 'steps could start these programs',
  allowed_cwd: 'steps could work in these folders',
  orchestrator_may: 'an agent could decide this in place of a person',
  allow_send_key: 'keys could be typed into running agents',
  env_allowlist: 'steps would see these variables of yours',
  sandbox: "steps could run with all of your account's rights",
}

const PURPOSES: Readonly<Record<Exclude<TrustKind, 'policy'>, string>> = {
  agents: 'Says how agents are started.',
  workflow: 'Is a workflow: it says what runs inside of a step.',
  template: 'Is a template: it says which steps are added.',
  hook: 'Is a hook: a program that runs by itself.',
}
/** More commands than this are counted instead of listed. */
const MAX_LISTED = 20

/** What a repository's policy asks for beyond what holds without it, a sentence for each key. */
export function policyAsks(own: Policy, wish: PolicyFile): string[] {
  return POLICY_KEYS.flatMap((key) => {
    if (wish[key] === undefined) return []
    const { refused } = narrowKey(key, own, wish)
    if (refused === undefined) return []
    const meaning = MEANINGS[key]
    return [`${key}: ${refused}${meaning === undefined ? '' : `; ${meaning}`}.`]
  })
}

/** Every `command` in plain data, wherever it stands: what a file would start, whatever its format is. */
function commandsIn(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(commandsIn)
  if (data === null || typeof data !== 'object') return []
  return Object.entries(data).flatMap(([key, value]) => {
    if (key !== 'command') return commandsIn(value)
    const { args } = data as Readonly<Record<string, unknown>>
    const words = [value, Array.isArray(args) ? args : []].flat().map(String)
    return [words.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(' ')]
  })
}

function fileAsks(file: AskingFile, own: Policy): string[] {
  if (file.kind === 'policy') return policyAsks(own, (file.data ?? {}) as PolicyFile)
  const commands = commandsIn(file.data)
  const listed = commands.slice(0, MAX_LISTED).map((line) => `Starts: ${line}`)
  const rest = commands.length - listed.length
  return [PURPOSES[file.kind], ...listed, ...(rest > 0 ? [`Starts ${rest} more commands.`] : [])]
}

function digestOf(asks: readonly TrustAsk[]): string {
  return sha256Hex(canonicalJson(asks.map(({ path, sha256 }) => [path, sha256])))
}

/**
 * What a repository asks for, and which of it a person has accepted. A policy that only narrows asks for nothing.
 * `own` is what holds without the repository, `accepted` the hash of each accepted file by its path.
 */
export function trustState(
  files: readonly AskingFile[],
  own: Policy,
  accepted: Readonly<Record<string, string>>,
): TrustState {
  const asks = files.flatMap((file): TrustAsk[] => {
    const sentences = fileAsks(file, own)
    if (sentences.length === 0) return []
    const { path, kind, sha256 } = file
    const isAccepted = Object.hasOwn(accepted, path) && accepted[path] === sha256
    return [{ path, kind, sha256, asks: sentences, accepted: isAccepted }]
  })
  asks.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { digest: digestOf(asks), asks }
}

/** The files that nobody has accepted yet. Templates start nothing by themselves, so they keep no run back. */
export function untrustedPaths(trust: TrustState | undefined, what: 'run' | 'all'): string[] {
  return (trust?.asks ?? [])
    .filter(({ accepted, kind }) => !accepted && (what === 'all' || kind !== 'template'))
    .map(({ path }) => path)
}

/** The denial of whatever would use files that nobody has accepted; none for an empty list. */
export function untrustedFindings(target: string, paths: readonly string[]): Finding[] {
  if (paths.length === 0) return []
  const reason = `Nobody has accepted what this repository asks for in ${paths.join(', ')}; until then nothing of it runs.`
  return [deny('trust', target, reason)]
}
