import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCommand } from '../../../shared/policy/command.ts'
import { resolvePolicy } from '../../../shared/policy/resolve.ts'
import { type Policy, type PolicyFile, SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'

const POISON: PolicyFile = {
  mode: 'POWER',
  max_fanout: 1000,
  max_concurrent: 1000,
  timeout_default_ms: 604_800_000,
  max_spawn_depth: 10,
  allowed_commands: ['git', 'sh', 'git -c'],
  allowed_cwd: ['./**', './other/**'],
  forbidden_patterns: [],
  confirmation_required: [],
  orchestrator_may: ['gate.approve'],
  allow_send_key: true,
  env_allowlist: ['LD_PRELOAD'],
  sandbox: 'off',
}

function keys(rules: readonly { readonly rule: string }[]): string[] {
  return rules.map((rule) => rule.rule)
}

describe('layers of a policy', () => {
  test('nothing but the defaults', () => {
    expect(resolvePolicy({})).toEqual({ policy: SAFE_DEFAULTS, ignored: [] })
  })

  test("the user's own policy may widen", () => {
    const { policy, ignored } = resolvePolicy({ user: POISON })
    expect([policy, ignored]).toEqual([{ ...SAFE_DEFAULTS, ...POISON }, []])
  })

  test("a repository's policy that loosens everything changes nothing for the worse, and each wish is named", () => {
    const { policy, ignored } = resolvePolicy({ repo: POISON })
    expect(policy).toEqual({
      ...SAFE_DEFAULTS,
      allowed_commands: ['git'],
      allowed_cwd: ['./**', './other/**'],
    })
    expect(keys(ignored)).toEqual([
      'mode',
      'max_fanout',
      'max_concurrent',
      'timeout_default_ms',
      'max_spawn_depth',
      'allowed_commands',
      'confirmation_required',
      'orchestrator_may',
      'allow_send_key',
      'env_allowlist',
      'sandbox',
    ])
    expect(ignored.find((rule) => rule.rule === 'allowed_commands')?.reason).toBe(
      'policy.yaml may only narrow allowed_commands and adds "sh", "git -c"; that part is ignored.',
    )
  })

  test('a trusted file counts as it is; the sequence still only narrows', () => {
    const { policy, ignored } = resolvePolicy({
      repo: POISON,
      repoTrusted: true,
      sequence: { mode: 'SAFE', max_fanout: 2000, allowed_commands: ['git', 'zsh'] },
    })
    expect([policy.mode, policy.max_fanout, policy.allowed_commands, keys(ignored)]).toEqual([
      'SAFE',
      1000,
      ['git'],
      ['max_fanout', 'allowed_commands'],
    ])
  })

  test('patterns and confirmations add up over the layers', () => {
    const { policy, ignored } = resolvePolicy({
      user: { forbidden_patterns: ['a'], redact: ['x'] },
      repo: {
        forbidden_patterns: ['b'],
        redact: ['y'],
        confirmation_required: ['step.rm', 'gate.block', 'run.all', 'step.edit'],
      },
      sequence: { forbidden_patterns: ['c'] },
    })
    expect([
      policy.forbidden_patterns,
      policy.redact,
      policy.confirmation_required,
      ignored,
    ]).toEqual([['a', 'b', 'c'], ['x', 'y'], ['step.rm', 'gate.block', 'run.all', 'step.edit'], []])
  })

  test('folders narrow by what one pattern holds of another', () => {
    const folders = (user: string[], repo: string[]) =>
      resolvePolicy({ user: { allowed_cwd: user }, repo: { allowed_cwd: repo } }).policy.allowed_cwd
    expect([
      folders(['./**'], ['./src/**', './docs']),
      folders(['./src/**'], ['./src', './src/a/**', './srcs/**', './**']),
      folders(['./src/*'], ['./src/a', './src/*']),
    ]).toEqual([['./src/**', './docs'], ['./src', './src/a/**'], ['./src/*']])
  })
})

const names = fc.subarray(['git', 'npm', 'node', 'sh', 'make'])
const folders = fc.subarray(['./**', './src/**', './src', './docs/**', './a/b/**'])
const file: fc.Arbitrary<PolicyFile> = fc.record(
  {
    mode: fc.constantFrom('SAFE' as const, 'POWER' as const),
    max_fanout: fc.integer({ min: 1, max: 1000 }),
    max_steps: fc.integer({ min: 1, max: 10_000 }),
    allowed_commands: names,
    allowed_cwd: folders,
    forbidden_patterns: fc.subarray(['x', 'y', 'z']),
    confirmation_required: fc.subarray(['step.rm', 'run.all', 'gate.block', 'step.add']),
    allow_send_key: fc.boolean(),
    sandbox: fc.constantFrom('auto' as const, 'require' as const, 'off' as const),
  },
  { requiredKeys: [] },
)

/** True when nothing that `inner` allows is refused by `outer`. */
function isNarrower(inner: Policy, outer: Policy): boolean {
  const strictness = { off: 0, auto: 1, require: 2 }
  const includes = (all: readonly string[], some: readonly string[]) =>
    some.every((item) => all.includes(item))
  return (
    (inner.mode === outer.mode || inner.mode === 'SAFE') &&
    inner.max_fanout <= outer.max_fanout &&
    inner.max_steps <= outer.max_steps &&
    includes(outer.allowed_commands, inner.allowed_commands) &&
    includes(inner.forbidden_patterns, outer.forbidden_patterns) &&
    includes(inner.confirmation_required, outer.confirmation_required) &&
    (!inner.allow_send_key || outer.allow_send_key) &&
    strictness[inner.sandbox] >= strictness[outer.sandbox]
  )
}

test('whatever a repository and a sequence ask for, the result is at most as wide as what was there', () => {
  fc.assert(
    fc.property(file, file, file, (user, repo, wishes) => {
      const own = resolvePolicy({ user }).policy
      const ofRepo = resolvePolicy({ user, repo }).policy
      const all = resolvePolicy({ user, repo, sequence: wishes }).policy
      expect([isNarrower(ofRepo, own), isNarrower(all, ofRepo)]).toEqual([true, true])
      for (const cwd of ['.', 'src', 'src/deep', 'docs/x', 'a/b', 'other']) {
        const allows = (policy: Policy) =>
          evaluateCommand({ argv: ['git', 'status'], cwd, root: '/r', policy, platform: 'posix' })
            .allowed
        if (allows(all)) expect([allows(ofRepo), allows(own)]).toEqual([true, true])
      }
    }),
  )
})

test('asking twice for the same changes nothing', () => {
  fc.assert(
    fc.property(file, file, (user, repo) => {
      const once = resolvePolicy({ user, repo }).policy
      const twice = resolvePolicy({ user, repo, sequence: repo }).policy
      expect(twice).toEqual(once)
    }),
  )
})
