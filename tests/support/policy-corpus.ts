import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { commandFacts } from '../../bridge/local/resolve-path.ts'
import { checkPolicyFile } from '../../shared/policy/check-file.ts'
import { splitCommandLine } from '../../shared/policy/command/line.ts'
import type { CommandFacts, CommandQuestion } from '../../shared/policy/command/question.ts'
import { evaluateCommand } from '../../shared/policy/command.ts'
import { deny, verdictFrom, verdictWithoutPolicy } from '../../shared/policy/finding.ts'
import { evaluateLimit, type LimitQuestion } from '../../shared/policy/limits.ts'
import { resolvePolicy } from '../../shared/policy/resolve.ts'
import type { Verdict } from '../../shared/policy/verdict.ts'
import { type Policy, type PolicyFile, PolicyFileSchema } from '../../shared/schema/policy.ts'
import { CORPORA } from './corpus.ts'

/** A row of policy-bypass.jsonl. */
export interface PolicyRow {
  readonly id: string
  readonly expect: 'deny' | 'allow' | 'contain'
  readonly category: string
  readonly platform: 'posix' | 'win32'
  readonly argv?: readonly string[]
  readonly cmdline?: string
  readonly limits?: LimitQuestion
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly policy?: unknown
  readonly max_ms?: number
  readonly reason: string
}

interface Fixture {
  readonly dirs: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly symlinks: Readonly<Record<string, string>>
  readonly base_policy: PolicyFile & { readonly npx_bins: readonly string[] }
}

const fixture = JSON.parse(
  readFileSync(join(CORPORA, 'policy-bypass.fixture.json'), 'utf8'),
) as Fixture

/** The user's own policy of the corpus. Its list of npx programs is written as ThreadOS writes such a list. */
export function userPolicyOfCorpus(): PolicyFile {
  const { npx_bins, ...policy } = fixture.base_policy
  const lifted = npx_bins.map((name) => `npx ${name}`)
  return { ...policy, allowed_commands: [...(policy.allowed_commands ?? []), ...lifted] }
}

/** Makes the corpus' repository in a fresh folder and gives its real path. */
export function materialiseFixture(): string {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'policy-corpus-')))
  const root = join(top, 'repo')
  const name = basename(root)
  for (const folder of fixture.dirs) {
    mkdirSync(join(root, folder.replaceAll(`\${BASENAME}`, name)), { recursive: true })
  }
  for (const [path, content] of Object.entries(fixture.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  for (const [path, target] of Object.entries(fixture.symlinks)) {
    symlinkSync(target, join(root, path))
  }
  return root
}

/** Facts of this machine, for the corpus' repository. */
export function factsOfMachine(): CommandFacts {
  return commandFacts({ platform: 'posix', path: process.env['PATH'] ?? '' })
}

/** The policy of a row: the user's with the repository's laid over it, or why it can't be used. */
export function policyOfRow(row: Pick<PolicyRow, 'policy'>): Policy | { readonly broken: string } {
  const user = userPolicyOfCorpus()
  if (row.policy === undefined) return resolvePolicy({ user }).policy
  let data = row.policy
  try {
    if (typeof data === 'string') data = parse(data)
  } catch (cause) {
    return { broken: String(cause) }
  }
  const parsed = PolicyFileSchema.safeParse(data)
  if (!parsed.success) return { broken: parsed.error.message }
  const checked = checkPolicyFile(parsed.data)
  if (!checked.ok) return { broken: checked.failure.message }
  return resolvePolicy({ user, repo: checked.value }).policy
}

/** The question that a row asks, in the repository at `root`; undefined when its line is no list of words. */
export function questionOfRow(
  row: PolicyRow,
  policy: Policy,
  root: string,
  facts: CommandFacts | undefined,
): CommandQuestion | undefined {
  const line = row.cmdline === undefined ? undefined : splitCommandLine(row.cmdline)
  if (line && !line.ok) return undefined
  const isWindows = row.platform === 'win32'
  const base = isWindows ? 'C:\\repo' : root
  const fill = (text: string) =>
    text.replaceAll(`\${ROOT}`, base).replaceAll(`\${BASENAME}`, basename(root))
  return {
    argv: (row.argv ?? line?.value ?? []).map(fill),
    cwd: fill(row.cwd),
    root: base,
    ...(row.env ? { env: row.env } : {}),
    policy,
    platform: row.platform,
    ...(isWindows || !facts ? {} : { resolve: facts }),
  }
}

/** What the policy says about a row. */
export function verdictOfRow(row: PolicyRow, root: string, facts: CommandFacts): Verdict {
  const policy = policyOfRow(row)
  if ('broken' in policy) return verdictWithoutPolicy(policy.broken)
  if (row.limits) return evaluateLimit(row.limits, policy)
  const question = questionOfRow(row, policy, root, facts)
  return question
    ? evaluateCommand(question)
    : verdictFrom([deny('command', 'line', 'The line needs a shell.')])
}
