import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commandFacts } from '../../../bridge/local/resolve-path.ts'
import { splitCommandLine } from '../../../shared/policy/command/line.ts'
import type { CommandFacts, CommandQuestion } from '../../../shared/policy/command/question.ts'
import { evaluateCommand } from '../../../shared/policy/command.ts'
import type { Verdict } from '../../../shared/policy/verdict.ts'
import { type Policy, SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import { corpusRows } from '../../support/corpus.ts'
import { fastest } from '../../support/fastest.ts'
import {
  factsOfMachine,
  materialiseFixture,
  type PolicyRow,
  policyOfRow,
  questionOfRow,
  verdictOfRow,
} from '../../support/policy-corpus.ts'

const ROWS = corpusRows<PolicyRow>('policy-bypass.jsonl')
const ROOT = materialiseFixture()
const FACTS = factsOfMachine()

/**
 * Rows that the corpus marks `deny` and that mean "not without a person's confirmation": commands that lose work,
 * and new packages. ThreadOS asks a person, in POWER mode too.
 */
const ASKED_INSTEAD = new Set([
  'pol-0404',
  'pol-0405',
  'pol-0406',
  'pol-0410',
  'pol-0412',
  'pol-0414',
  'pol-0415',
  'pol-0417',
  'pol-0484',
  'pol-0485',
  'pol-0598',
])

afterAll(() => rmSync(dirname(ROOT), { recursive: true, force: true }))

function ask(argv: readonly string[], more: Partial<CommandQuestion> = {}): Verdict {
  return evaluateCommand({
    argv,
    cwd: '.',
    root: '/repo',
    policy: SAFE_DEFAULTS,
    platform: 'posix',
    ...more,
  })
}

function policy(more: Partial<Policy>): Policy {
  return { ...SAFE_DEFAULTS, ...more }
}

/** `allow`, `ask` or `deny`. */
function answer(verdict: Verdict): string {
  if (!verdict.allowed) return 'deny'
  return verdict.confirmation === 'none' ? 'allow' : 'ask'
}

describe('the corpus of bypasses', () => {
  test('every row that must be denied is denied, or asked about where the corpus means that', () => {
    const wrong = ROWS.filter((row) => row.expect === 'deny').filter((row) => {
      const wanted = ASKED_INSTEAD.has(row.id) ? 'ask' : 'deny'
      return answer(verdictOfRow(row, ROOT, FACTS)) !== wanted
    })
    expect(wrong.map((row) => row.id)).toEqual([])
  })

  test('no row that must be allowed is denied or asked about', () => {
    const wrong = ROWS.filter((row) => row.expect === 'allow').filter(
      (row) => answer(verdictOfRow(row, ROOT, FACTS)) !== 'allow',
    )
    expect(wrong.map((row) => row.id)).toEqual([])
  })

  test('rows that only a sandbox can stop look harmless in their arguments', () => {
    const contained = ROWS.filter((row) => row.expect === 'contain')
    const answers = contained.map((row) => answer(verdictOfRow(row, ROOT, FACTS)))
    expect([contained.length, new Set(answers)]).toEqual([21, new Set(['allow'])])
  })

  test('rows that need no facts of a machine are judged the same without them', () => {
    const needFacts = /^(?:cwd)$/
    const different = ROWS.filter(
      (row) => row.expect !== 'contain' && !needFacts.test(row.category),
    ).filter((row) => {
      const rules = policyOfRow(row)
      if ('broken' in rules || row.limits) return false
      const withFacts = questionOfRow(row, rules, ROOT, FACTS)
      const without = questionOfRow(row, rules, ROOT, undefined)
      if (!withFacts || !without) return false
      return answer(evaluateCommand(withFacts)) !== answer(evaluateCommand(without))
    })
    // A path through a link that leads out is only known to those who can see the link.
    expect(different.map((row) => row.argv)).toEqual([
      ['git', '-C', 'link-out', 'status'],
      ['node', 'link-out/x.js'],
      ['bun', 'link-out/x.ts'],
    ])
  })

  test('a decision takes at most 5 ms in 99 of 100 cases', () => {
    // The whole corpus, hostile patterns included. The clock of a processor ticks too slowly for one decision, so
    // the best of three keeps what else the machine does out of it; a decision is some twenty times quicker.
    const times = ROWS.map((row) => fastest(() => verdictOfRow(row, ROOT, FACTS)))
    times.sort((a, b) => a - b)
    expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(5)
  })
})

describe('time is bounded', () => {
  const hostile = [
    '(x+x+)+y',
    '^(x|x)*$!',
    '(.*x){25}',
    '([a-zA-Z]+)*!',
    '(.*){1,32}y',
    '(x{1,30}){1,30}y',
    'sudo',
  ]
  const rules = policy({ forbidden_patterns: hostile })

  test.each([1000, 10_000, 30_000, 1_000_000])(
    'hostile patterns and %i characters take under 50 ms',
    (length) => {
      const argv = ['claude', '-p', `sudo ${'x'.repeat(length)}`]
      expect(fastest(() => ask(argv, { policy: rules }))).toBeLessThan(50)
      expect(ask(argv, { policy: rules }).allowed).toBe(false)
    },
  )

  test('a pattern is found in the longest line that is taken', () => {
    const argv = ['claude', '-p', `${'x'.repeat(32_000)} SUDO`]
    expect(
      ask(argv, { policy: policy({ forbidden_patterns: ['sudo'] }) }).rules.map(
        (rule) => rule.rule,
      ),
    ).toEqual(['forbidden_patterns'])
  })
})

describe('forbidden patterns', () => {
  const rules = policy({ forbidden_patterns: ['sudo', 'rm\\s+-rf', '^exact$', 'stra(ss|ß)e'] })

  test.each([
    [['claude', '-p', 'SuDo make'], 'deny'],
    [['claude', '-p', 'ｓｕｄｏ make'], 'deny'],
    [['claude', '-p', 'ſudo make'], 'deny'],
    [['node', 'x.js', 'rm', '-rf'], 'deny'],
    [['node', 'x.js', 'exact'], 'deny'],
    [['node', 'x.js', 'not exact'], 'allow'],
    [['node', 'x.js', 'STRASSE'], 'deny'],
    [['node', 'x.js', 'pseudo'], 'allow'],
  ])('%j: %s', (argv, wanted) => {
    expect(answer(ask(argv, { policy: rules }))).toBe(wanted)
  })
})

describe("the user's own policy lifts single words", () => {
  test.each([
    [['node', '-e', '1+1'], ['node -e'], 'allow'],
    [['node', '--eval', '1+1'], ['node -e'], 'deny'],
    [['node', '-e', '1', '-r', './x.js'], ['node -e'], 'deny'],
    [['npm', 'exec', '--', 'cowsay'], ['npm exec'], 'allow'],
    [['npm', 'publish'], ['npm exec'], 'deny'],
    [['npx', '--no-install', 'cowsay'], ['npx cowsay'], 'allow'],
    [['npx', 'cowsay'], ['npx cowsay'], 'deny'],
    [['git', 'lfs', 'pull'], ['git lfs'], 'allow'],
    [['git', '-c', 'x=y', 'status'], ['node -c'], 'deny'],
  ])('%j with %j: %s', (argv, lifts, wanted) => {
    const rules = policy({ allowed_commands: [...SAFE_DEFAULTS.allowed_commands, ...lifts] })
    expect(answer(ask(argv, { policy: rules }))).toBe(wanted)
  })

  test('npx hands the rest to the table of the program that it runs', () => {
    const rules = policy({ allowed_commands: ['npx', 'npx tsc'] })
    expect([
      answer(ask(['npx', '--no-install', 'tsc', '--noEmit'], { policy: rules })),
      answer(ask(['npx', '--no-install', 'tsc', '--outDir', '/tmp/x'], { policy: rules })),
    ]).toEqual(['allow', 'deny'])
  })

  test('a program that only the list knows takes any arguments', () => {
    const rules = policy({ allowed_commands: ['make', './tools/lint'] })
    expect([
      answer(ask(['make', '-j', 'all'], { policy: rules })),
      answer(ask(['./tools/lint', '--fix'], { policy: rules })),
      answer(ask(['./tools/../tools/lint'], { policy: rules })),
      answer(ask(['lint'], { policy: rules })),
    ]).toEqual(['allow', 'allow', 'deny', 'deny'])
  })
})

describe("argument lists of ThreadOS' own adapters", () => {
  const cases = [
    ['claude', '-p', '--output-format', 'stream-json', '--verbose', '--permission-mode'],
    ['codex', 'exec', '--json', '--skip-git-repo-check'],
    ['gemini', '-o', 'stream-json', '--approval-mode'],
  ] as const
  const guarded = [['acceptEdits'], ['-s', 'workspace-write', '-'], ['auto_edit']] as const
  const open = [
    ['bypassPermissions'],
    ['--dangerously-bypass-approvals-and-sandbox', '-'],
    ['yolo'],
  ] as const
  const list = (tails: readonly (readonly string[])[]) =>
    cases.map((argv, index) => [...argv, ...(tails[index] ?? [])])

  test("an agent behind its own guard needs nobody's consent", () => {
    const verdicts = list(guarded).map((argv) =>
      answer(ask(argv, { origin: 'adapter', access: 'edit' })),
    )
    expect(verdicts).toEqual(['allow', 'allow', 'allow'])
  })

  test('full access is taken from an adapter in POWER mode only, and from text never', () => {
    const power = policy({ mode: 'POWER' })
    const verdicts = list(open).map((argv) => [
      answer(ask(argv, { origin: 'adapter', access: 'full', policy: power })),
      answer(ask(argv, { origin: 'adapter', access: 'full' })),
      answer(ask(argv, { origin: 'adapter', access: 'edit', policy: power })),
      answer(ask(argv, { origin: 'text', access: 'full', policy: power })),
    ])
    expect(verdicts).toEqual(Array.from({ length: 3 }, () => ['allow', 'deny', 'deny', 'deny']))
  })
})

describe('programs and folders as the machine has them', () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'policy-machine-')))
  const root = join(top, 'repo')
  const bin = join(top, 'bin')
  mkdirSync(join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'a'), { recursive: true })
  mkdirSync(join(root, '.threados/worktrees/build/src'), { recursive: true })
  mkdirSync(bin)
  for (const path of [join(root, 'bin/git'), join(bin, 'node'), join(root, 'tool')]) {
    writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 })
  }
  symlinkSync(join(bin, 'node'), join(bin, 'run'))
  symlinkSync(join(root, 'tool'), join(bin, 'outer'))
  symlinkSync('..', join(root, 'a/up'))
  symlinkSync('../..', join(root, 'a/out'))
  afterAll(() => rmSync(top, { recursive: true, force: true }))

  function facts(...folders: string[]): CommandFacts {
    return commandFacts({ platform: 'posix', path: folders.join(':') })
  }

  function judge(argv: readonly string[], more: Partial<CommandQuestion> = {}): string {
    return answer(ask(argv, { root, resolve: facts(bin), ...more }))
  }

  test('a program that PATH finds inside the repository is refused, also behind a link', () => {
    const rules = policy({ allowed_commands: ['git', 'outer'] })
    expect([
      judge(['git', 'status'], { resolve: facts(join(root, 'bin')), policy: rules }),
      judge(['git', 'status'], { resolve: facts(bin), policy: rules }),
      judge(['outer'], { policy: rules }),
    ]).toEqual(['deny', 'allow', 'deny'])
  })

  test('another name for a program does not change how its options are judged', () => {
    const rules = policy({ allowed_commands: ['run'] })
    expect([
      judge(['run', '-e', '1'], { policy: rules }),
      judge(['run', 'tool'], { policy: rules }),
    ]).toEqual(['deny', 'allow'])
  })

  test('two dots behind a link leave the place that the link leads to', () => {
    expect([
      judge(['node', 'a/up/tool']),
      judge(['node', 'a/up/../x.js']),
      judge(['node', 'a/out/x.js']),
      judge(['node', 'a/out/../repo/tool']),
    ]).toEqual(['allow', 'deny', 'deny', 'deny'])
  })

  test('worktrees are part of the workspace, the rest of .threados is not', () => {
    expect([
      judge(['node', 'x.js'], { cwd: '.threados/worktrees/build' }),
      judge(['node', 'x.js'], { cwd: '.threados/worktrees/build/src' }),
      judge(['node', 'x.js'], { cwd: '.threados/worktrees' }),
      judge(['node', 'x.js'], {
        cwd: '.threados/worktrees/build/src',
        policy: policy({ allowed_cwd: ['./src/**'] }),
      }),
      judge(['node', 'x.js'], {
        cwd: '.threados/worktrees/build',
        policy: policy({ allowed_cwd: ['./src/**'] }),
      }),
    ]).toEqual(['allow', 'allow', 'deny', 'allow', 'deny'])
  })
})

describe('npm, node and git as the demo uses them', () => {
  test.each([
    [['node', '--test', 'tests/a.test.js'], 'allow'],
    [['node', '--max-old-space-size=4096', 'x.js'], 'allow'],
    [['npm', 'run', 'build', '--', '-e', '--eval'], 'allow'],
    [['npm', 'install', '--save-dev', 'vitest'], 'ask'],
    [['git', 'clean', '-fdx'], 'ask'],
    [['git', 'push', 'origin', '+main'], 'ask'],
    [['git', 'push', 'origin', ':main'], 'ask'],
    [['git', 'log', '-5', '-p', '--', 'src'], 'allow'],
    [['git', 'log', '-n5'], 'allow'],
    [['git', 'commit', '-am', 'x'], 'allow'],
    [['git', 'commit'], 'deny'],
    [['git', 'checkout', 'HEAD', '--', 'a.txt'], 'ask'],
    [['git', 'restore', 'a.txt'], 'ask'],
    [['git', 'merge', '-s', 'evil', 'main'], 'deny'],
    [['git', 'mv', 'a', '.threados/policy.yaml'], 'deny'],
    [['git', 'clone', 'git@github.com:o/r.git', 'vendor/r'], 'allow'],
    [['git', 'clone', 'git@-oProxyCommand=x:o/r.git', 'vendor/r'], 'deny'],
    [['git', 'stash', 'show', '-p'], 'allow'],
    [['git', 'stash', '-p'], 'deny'],
    [['codex', 'exec', '-s=danger-full-access', 'x'], 'deny'],
    [['codex', 'exec', '-sdanger-full-access', 'x'], 'deny'],
    [['claude', '-p', 'x', '--allowedTools', 'Read', 'Bash'], 'deny'],
    [['claude', '-p', 'x', '--resume', '--mcp-config', 'x'], 'deny'],
    [['claude', '-p', 'x', '--allowedTools', 'Edit(src/**),Bash(npm run lint)'], 'allow'],
    [['claude', '-p', 'x', '--allowedTools', 'Bash(git log:*)'], 'deny'],
    [['claude', '-p', 'x', '--allowedTools', 'Edit)Bash(x'], 'deny'],
  ])('%j: %s', (argv, wanted) => {
    expect(answer(ask(argv))).toBe(wanted)
  })
})

describe('Windows', () => {
  const place = { root: 'C:\\repo', cwd: 'C:\\repo', platform: 'win32' as const }

  test.each([
    [['git', 'log', 'HEAD~1'], 'allow'],
    [['git', 'show', 'HEAD:src/index.ts'], 'allow'],
    [['git', 'add', 'C:\\repo\\src\\x'], 'allow'],
    [['git', 'add', 'D:\\repo\\src\\x'], 'deny'],
    [['git', 'add', 'nul'], 'deny'],
    [['git', 'add', 'git~1\\config'], 'deny'],
    [['node', 'x.js', 'a & b'], 'allow'],
    [['npm', 'run', 'build', '--', 'a & b'], 'deny'],
    [['node', 'x.js::$DATA'], 'deny'],
  ])('%j: %s', (argv, wanted) => {
    expect(answer(ask(argv, place))).toBe(wanted)
  })
})

describe('a command written as one line', () => {
  test.each([
    [`git commit -m "a \\"b\\" c"`, ['git', 'commit', '-m', 'a "b" c']],
    [`node x.js 'it'"'"'s'`, ['node', 'x.js', "it's"]],
    [`node x.js ''`, ['node', 'x.js', '']],
    ['node  a\\ b', ['node', 'a b']],
    ['git log HEAD^ --format=%h#%s', ['git', 'log', 'HEAD^', '--format=%h#%s']],
  ])('%s', (line, words) => {
    expect(splitCommandLine(line)).toEqual({ ok: true, value: words })
  })

  test('what only a shell understands is refused with the reason', () => {
    const result = splitCommandLine('git status | sh')
    expect(result.ok ? undefined : result.failure.message).toBe(
      'The command line has an unquoted |, which only a shell understands.',
    )
  })
})
