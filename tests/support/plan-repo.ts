import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { putFile } from './web-repo.ts'

/** One commit: whose, when, why, and the plan that it leaves. */
export interface PlanVersion {
  readonly author: string
  readonly date: string
  readonly message: string
  readonly plan: string
}

/** A git repository with these versions of a plan. The same versions give the same hashes on every machine. */
export function planRepo(parent: string, name: string, versions: readonly PlanVersion[]): string {
  const folder = join(parent, name)
  const git = (version: PlanVersion | undefined, ...args: readonly string[]) => {
    const { author = 'Ada', date = '' } = version ?? {}
    const email = `${author.toLowerCase()}@example.org`
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    }
    execFileSync('git', args, { cwd: folder, env, stdio: 'ignore' })
  }
  putFile(folder, 'README.md', 'A project.\n')
  git(undefined, 'init', '--quiet', '--initial-branch=main')
  for (const version of versions) {
    putFile(folder, '.threados/sequence.yaml', version.plan)
    git(version, 'add', '--all')
    git(version, 'commit', '--quiet', `--message=${version.message}`)
  }
  return folder
}

const HEAD = "version: '1.0'\nname: Release\nsteps:\n"
const SPEC = '  - { id: spec, name: Write the spec, type: base, model: claude-code, lane: plan }\n'
const BUILD =
  '  - { id: build, name: Build it, type: base, model: codex, lane: code, depends_on: [ spec ], status: BLOCKED }\n'
const CHECK =
  '  - { id: check, name: Check it, type: base, model: gemini, lane: code, depends_on: [ build ], status: BLOCKED }\n'
const SHIP =
  '  - { id: ship, name: Ship it, type: base, model: codex, lane: ship, depends_on: [ go ], status: BLOCKED }\n'
const GATE = 'gates:\n  - { id: go, name: Good enough?, depends_on: [ check ] }\n'
const DONE = (line: string) =>
  line.replace(', status: BLOCKED', '').replace(' }', ', status: DONE }')

/** A plan as it grew over a week, with one version that was a mistake; the last one is what lies there now. */
export const GROWN_PLAN: readonly PlanVersion[] = [
  {
    author: 'Ada',
    date: '2026-02-02T09:00:00Z',
    message: 'Plan the release',
    plan: HEAD + SPEC + BUILD,
  },
  {
    author: 'Grace',
    date: '2026-02-03T14:20:00Z',
    message: 'Check what was built before it ships',
    plan: HEAD + SPEC + BUILD + CHECK + SHIP + GATE,
  },
  {
    author: 'Ada',
    date: '2026-02-04T08:05:00Z',
    message: 'Merge the plan of the docs team',
    plan: `${HEAD}${SPEC}${BUILD}  - { id: docs, name: Write the docs, tpye: base, model: codex }\n`,
  },
  {
    author: 'Grace',
    date: '2026-02-05T16:45:00Z',
    message: 'Take the merge back, and let Claude build',
    plan: HEAD + DONE(SPEC) + BUILD.replace('codex', 'claude-code') + CHECK + SHIP + GATE,
  },
]

/** What lies there now: changed since, and not committed. */
export const PLAN_OF_NOW = HEAD + DONE(SPEC) + DONE(BUILD.replace('codex', 'claude-code'))
