import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processFacts } from '../../../bridge/local/resolve-path.ts'
import { bubblewrapArguments } from '../../../bridge/sandbox/bubblewrap.ts'
import { planSandbox } from '../../../bridge/sandbox/plan.ts'
import { probeSandbox } from '../../../bridge/sandbox/probe.ts'
import { ROOT as PROJECT } from '../../support/bridge.ts'
import { corpusRows } from '../../support/corpus.ts'
import type { PolicyRow } from '../../support/policy-corpus.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const ROWS = corpusRows<PolicyRow>('policy-bypass.jsonl').filter((row) => row.expect === 'contain')
const BWRAP = probeSandbox('linux', process.env['PATH'] ?? '')

/** Programs that are not installed here: the escape runs under their names. */
const STAND_INS = ['claude', 'codex', 'bun', 'tsc', 'npx']
/** Rows that start no program of the repository's choice by themselves; their walls are checked all the same. */
const STARTS_NOTHING = ['pol-0936', 'pol-0937', 'pol-0960', 'pol-0961']

const server = createServer((socket) => socket.destroy())

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
})

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.test']
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' })
}

/** A repository in which every script, hook, filter and signature check is the escape. */
function hostileRepo() {
  const top = temporaryFolder()
  const root = join(top, 'repo')
  const home = join(top, 'home')
  const outside = join(top, 'outside')
  const data = join(top, 'data')
  const targets = {
    ROOT: root,
    SECRET: join(home, '.ssh/id'),
    DATA: data,
    OUTSIDE: outside,
    GIT: join(root, '.git'),
  }
  const program = readFileSync(join(PROJECT, 'tests/fixtures/escape.cjs'), 'utf8')
  const script = 'node scripts/escape.cjs'
  writeFiles(top, {
    'home/.ssh/id': 'the private key',
    'home/.bashrc': 'mine',
    'outside/keep': '',
    'data/policy.yaml': 'mode: SAFE\n',
    'data/repositories/keep': '',
    'repo/scripts/targets.json': JSON.stringify(targets),
    'repo/scripts/escape.cjs': program,
    'repo/scripts/build.js': "require('./escape.cjs')\n",
    'repo/a.test.js': "require('./scripts/escape.cjs')\n",
    'repo/package.json': JSON.stringify({
      scripts: { test: script, prebuild: script, build: 'true' },
    }),
    'repo/.threados/sequence.yaml': 'name: mine\n',
    'repo/.threados/policy.yaml': 'max_fanout: 2\n',
  })
  symlinkSync(outside, join(root, 'away'))
  git(root, 'init', '--quiet', '--initial-branch=work')
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '-m', 'first')
  git(root, 'branch', 'main')
  git(root, 'init', '--quiet', '--bare', 'remote.git')
  git(root, 'remote', 'add', 'origin', join(root, 'remote.git'))
  git(root, 'config', 'push.default', 'current')
  git(root, 'config', 'user.name', 'A')
  git(root, 'config', 'user.email', 'a@example.test')
  const run = join(root, 'scripts/run')
  writeFiles(root, { 'scripts/run': `#!/bin/sh\ncd '${root}' && node scripts/escape.cjs\n` })
  chmodSync(run, 0o755)
  for (const hook of ['pre-commit', 'post-checkout', 'pre-push']) {
    copyFileSync(run, join(root, '.git/hooks', hook))
  }
  git(root, 'config', 'gpg.program', run)
  git(root, 'config', 'filter.evil.clean', run)
  const bin = join(top, 'bin')
  mkdirSync(bin)
  for (const name of STAND_INS) symlinkSync(run, join(bin, name))
  return { top, root, home, outside, data, bin, targets }
}

type Repo = ReturnType<typeof hostileRepo>

/** What git needs so that the row's command comes to its program. */
function prepareRow({ root }: Repo, argv: readonly string[]): void {
  const words = argv.join(' ')
  if (words.startsWith('git add'))
    writeFiles(root, { '.gitattributes': '*.x filter=evil\n', 'b.x': '1' })
  if (words.startsWith('git commit')) {
    writeFiles(root, { 'c.txt': '1' })
    git(root, 'add', 'c.txt')
  }
  if (words.includes('--show-signature')) {
    const commit = execFileSync('git', ['cat-file', 'commit', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    })
    const armour = ' -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----'
    const signed = commit.replace('\n\n', `\ngpgsig${armour}\n\n`)
    const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
      cwd: root,
      input: signed,
      encoding: 'utf8',
    })
    git(root, 'update-ref', 'refs/heads/work', id.trim())
  }
}

function runInside(repo: Repo, argv: readonly string[], network: 'allow' | 'deny') {
  const { root, home, data, bin } = repo
  const path = `${bin}:${process.env['PATH']}`
  const environment = {
    PATH: path,
    HOME: home,
    TEST_PORT: String((server.address() as AddressInfo).port),
  }
  const found = processFacts({ PATH: path }).findProgram(argv[0] ?? '')
  if (!found || BWRAP.by !== 'bwrap')
    throw new Error(`no ${argv[0]}, or no bubblewrap: ${JSON.stringify(BWRAP)}`)
  const plan = planSandbox({
    root,
    cwd: root,
    program: found.realPath,
    name: argv[0] ?? '',
    home,
    dataFolder: data,
    environment,
    policy: { sandbox_network: network },
  })
  return spawnSync(BWRAP.program, bubblewrapArguments(plan, [found.path, ...argv.slice(1)]), {
    env: environment,
    timeout: 60_000,
    encoding: 'utf8',
  })
}

/** Everything outside the repository's own files that an escape could have changed. */
function untouched({ root, home, outside, data }: Repo) {
  return {
    home: readFileSync(join(home, '.bashrc'), 'utf8'),
    outside: readdirSync(outside),
    data: readdirSync(join(data, 'repositories')),
    config: readFileSync(join(root, '.git/config'), 'utf8').includes('fsmonitor'),
    hook: readFileSync(join(root, '.git/hooks/pre-push'), 'utf8').includes('evil'),
    policy: readFileSync(join(root, '.threados/policy.yaml'), 'utf8'),
    plan: readFileSync(join(root, '.threados/sequence.yaml'), 'utf8'),
  }
}

const UNTOUCHED = {
  home: 'mine',
  outside: ['keep'],
  data: ['keep'],
  config: false,
  hook: false,
  policy: 'max_fanout: 2\n',
  plan: 'name: mine\n',
}

/** A step's home is an empty one of its own: what is written there is gone with it. */
const PRIVATE_HOME_ONLY = { worked: ['writeHome'] }

function reportOf(root: string): unknown {
  const path = join(root, 'report.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

describe.runIf(process.platform === 'linux')('what argv can not decide', () => {
  test('without walls the same program does all of it', () => {
    const repo = hostileRepo()
    spawnSync('node', ['scripts/escape.cjs'], {
      cwd: repo.root,
      env: { PATH: process.env['PATH'] ?? '' },
    })
    const { worked } = reportOf(repo.root) as { worked: string[] }
    expect(worked).toEqual(
      expect.arrayContaining([
        'readSecret',
        'writeHome',
        'writeOutside',
        'plantHook',
        'loosenPolicy',
      ]),
    )
  })

  test.each(ROWS.map((row) => [row.id, row.argv ?? []] as const))(
    '%s %j does nothing beyond the repository',
    (id, argv) => {
      const repo = hostileRepo()
      prepareRow(repo, argv)
      runInside(repo, argv, 'deny')
      const report = reportOf(repo.root)
      expect(report).toEqual(STARTS_NOTHING.includes(id) ? undefined : PRIVATE_HOME_ONLY)
      expect(untouched(repo)).toEqual(UNTOUCHED)
    },
  )

  test('the network is there when the policy allows it, and nothing else with it', () => {
    const repo = hostileRepo()
    runInside(repo, ['node', 'scripts/escape.cjs'], 'allow')
    expect(reportOf(repo.root)).toEqual({ worked: ['writeHome', 'network'] })
  })
})
