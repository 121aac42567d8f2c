import { describe, expect, test } from 'vitest'
import { evaluateActions, type PolicyAction } from '../../../shared/policy/evaluate.ts'
import { verdictWithoutPolicy } from '../../../shared/policy/finding.ts'
import type { Verdict } from '../../../shared/policy/verdict.ts'
import type { Actor } from '../../../shared/schema/audit-entry.ts'
import { type Policy, SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { fastest } from '../../support/fastest.ts'
import { sequence, step } from '../../support/sequences.ts'

const EMPTY = sequence([])

const KINDS: Readonly<Record<string, PolicyAction['kind']>> = {
  'gate.approve': 'decision',
  'gate.block': 'decision',
  'step.accept': 'decision',
  'step.reject': 'decision',
  'run.step': 'run',
  'run.all': 'run',
  'run.runnable': 'run',
  'step.stop': 'control',
  'step.restart': 'control',
  'step.sendKey': 'control',
  'policy.mode': 'policy',
  'attempt.end': 'system',
}
const DESTRUCTIVE = ['step.rm', 'gate.block', 'gate.rm']

function action(name: string, parameters: Record<string, unknown> = { id: 'x' }): PolicyAction {
  return { name, kind: KINDS[name] ?? 'edit', destructive: DESTRUCTIVE.includes(name), parameters }
}

interface Asking {
  readonly actor?: Actor
  readonly policy?: Partial<Policy>
  readonly before?: Sequence
  readonly after?: Sequence
}

function judge(actions: readonly PolicyAction[], asking: Asking = {}): Verdict {
  const { actor = 'user', policy = {}, before = EMPTY, after = before } = asking
  return evaluateActions({ actor, policy: { ...SAFE_DEFAULTS, ...policy }, before, after, actions })
}

/** What an actor gets for single actions: deny, none, single or double. */
function answers(names: readonly string[], asking: Asking): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const verdict = judge([action(name)], asking)
      return [name, verdict.allowed ? verdict.confirmation : 'deny']
    }),
  )
}

const NAMES = [
  'step.add',
  'step.rm',
  'gate.rm',
  'gate.block',
  'gate.approve',
  'step.accept',
  'run.step',
  'run.all',
  'step.stop',
  'step.restart',
  'policy.mode',
  'attempt.end',
]

describe('who must confirm what', () => {
  test('a user in SAFE confirms what destroys and what the policy lists', () => {
    expect(answers(NAMES, { actor: 'user' })).toEqual({
      'step.add': 'none',
      'step.rm': 'single',
      'gate.rm': 'single',
      'gate.block': 'single',
      'gate.approve': 'none',
      'step.accept': 'none',
      'run.step': 'none',
      'run.all': 'single',
      'step.stop': 'none',
      'step.restart': 'none',
      'policy.mode': 'single',
      'attempt.end': 'deny',
    })
  })

  test('a user in POWER confirms only what both destroys and is listed', () => {
    expect(
      answers(['step.add', 'step.rm', 'gate.rm', 'run.all'], { policy: { mode: 'POWER' } }),
    ).toEqual({
      'step.add': 'none',
      'step.rm': 'single',
      'gate.rm': 'none',
      'run.all': 'none',
    })
  })

  test('for an orchestrator in SAFE a person confirms everything, and what destroys twice', () => {
    expect(answers(NAMES, { actor: 'orchestrator' })).toEqual({
      'step.add': 'single',
      'step.rm': 'double',
      'gate.rm': 'double',
      'gate.block': 'double',
      'gate.approve': 'deny',
      'step.accept': 'deny',
      'run.step': 'single',
      'run.all': 'single',
      'step.stop': 'double',
      'step.restart': 'double',
      'policy.mode': 'deny',
      'attempt.end': 'deny',
    })
  })

  test('for an orchestrator in POWER a person confirms once what destroys', () => {
    expect(answers(NAMES, { actor: 'orchestrator', policy: { mode: 'POWER' } })).toEqual({
      'step.add': 'none',
      'step.rm': 'single',
      'gate.rm': 'single',
      'gate.block': 'single',
      'gate.approve': 'deny',
      'step.accept': 'deny',
      'run.step': 'none',
      'run.all': 'none',
      'step.stop': 'single',
      'step.restart': 'single',
      'policy.mode': 'deny',
      'attempt.end': 'deny',
    })
  })

  test('accepting what a repository asks for takes a person in every mode, and never an agent', () => {
    const accept = ['trust.accept', 'trust.revoke', 'policy.mode']
    const policy = { mode: 'POWER' as const, orchestrator_may: ['trust.accept', 'trust.revoke'] }
    expect([
      answers(accept, { actor: 'user', policy }),
      answers(accept, { actor: 'orchestrator', policy }),
    ]).toEqual([
      { 'trust.accept': 'single', 'trust.revoke': 'none', 'policy.mode': 'single' },
      { 'trust.accept': 'deny', 'trust.revoke': 'deny', 'policy.mode': 'deny' },
    ])
  })

  test('what the policy grants an orchestrator by name still needs a person in SAFE', () => {
    const policy = { orchestrator_may: ['gate.approve', 'policy.mode'] }
    expect(
      answers(['gate.approve', 'policy.mode', 'step.accept'], { actor: 'orchestrator', policy }),
    ).toEqual({
      'gate.approve': 'single',
      'policy.mode': 'single',
      'step.accept': 'deny',
    })
  })

  test('the system records what it saw, and does nothing else', () => {
    expect(answers(['attempt.end', 'step.add', 'run.all'], { actor: 'system' })).toEqual({
      'attempt.end': 'none',
      'step.add': 'deny',
      'run.all': 'deny',
    })
  })

  test('a dry run needs nobody', () => {
    const run = action('run.all', { dryRun: true })
    expect([
      judge([run]).confirmation,
      judge([run], { actor: 'orchestrator' }).confirmation,
    ]).toEqual(['none', 'none'])
  })

  test('the strictest action of a list counts, and every rule is told', () => {
    const verdict = judge([action('step.add'), action('step.rm', { id: 'build' })], {
      actor: 'orchestrator',
    })
    expect(verdict).toEqual({
      allowed: true,
      confirmation: 'double',
      rules: [
        {
          rule: 'mode',
          effect: 'confirm',
          target: 'step.add x',
          reason:
            'A person must confirm step.add: an orchestrator asks for it and the mode is SAFE.',
        },
        {
          rule: 'mode',
          effect: 'confirm',
          target: 'step.rm build',
          reason:
            'A person must confirm step.rm twice: it is destructive and an orchestrator asks for it.',
        },
      ],
      reason:
        'A person must confirm step.add: an orchestrator asks for it and the mode is SAFE (and 1 more reason).',
    })
  })

  test('one denied action denies the list', () => {
    const verdict = judge([action('step.add'), action('gate.approve')], { actor: 'orchestrator' })
    expect([verdict.allowed, verdict.confirmation]).toEqual([false, 'none'])
  })

  test('nothing to say is said too', () => {
    expect(judge([action('step.add')])).toEqual({
      allowed: true,
      rules: [],
      confirmation: 'none',
      reason: 'The policy allows it.',
    })
  })
})

test('keys are sent only in POWER and where the policy allows it', () => {
  const rules = (policy: Partial<Policy>) =>
    judge([action('step.sendKey')], { policy }).rules.map((rule) => rule.rule)
  expect([
    rules({}),
    rules({ mode: 'POWER' }),
    rules({ allow_send_key: true }),
    rules({ mode: 'POWER', allow_send_key: true }),
  ]).toEqual([['allow_send_key', 'mode'], ['allow_send_key'], ['mode'], []])
})

test('without a policy that can be read everything is denied', () => {
  expect(verdictWithoutPolicy('line 3 is no YAML.')).toMatchObject({
    allowed: false,
    reason: "The policy can't be used: line 3 is no YAML.",
  })
})

/** The rules that deny adding these steps to a plan that has `before`. */
function denials(
  steps: readonly Step[],
  policy: Partial<Policy> = {},
  before: readonly Step[] = [],
): string[] {
  const verdict = judge([action('step.add')], {
    policy,
    before: sequence([...before]),
    after: sequence([...before, ...steps]),
  })
  return verdict.rules.filter((rule) => rule.effect === 'deny').map((rule) => rule.rule)
}

function steps(count: number, fields: Partial<Step> = {}): Step[] {
  return Array.from({ length: count }, (_, index) => step(`s${index}`, fields))
}

describe('caps on the plan', () => {
  test('the number of steps', () => {
    expect([denials(steps(3), { max_steps: 3 }), denials(steps(4), { max_steps: 3 })]).toEqual([
      [],
      ['max_steps'],
    ])
  })

  test('a plan that is too large already may shrink', () => {
    const before = sequence(steps(9, { group_id: 'g' }))
    const after = sequence(steps(8, { group_id: 'g' }))
    const policy = { max_steps: 3, max_fanout: 3 }
    expect(judge([action('step.edit')], { policy, before, after }).allowed).toBe(true)
  })

  test('fanout of a group, of one step, of a fusion and of an orchestrator', () => {
    const policy = { max_fanout: 2 }
    const ids = ['a', 'b', 'c']
    expect([
      denials(steps(2, { group_id: 'g' }), policy),
      denials(steps(3, { group_id: 'g' }), policy),
      denials(steps(1, { fanout: 3 }), policy),
      denials(steps(1, { fusion_candidates: ids }), policy),
      denials(steps(3, { parent: 'boss' }), policy, [step('boss')]),
    ]).toEqual([[], ['max_fanout'], ['max_fanout'], ['max_fanout'], ['max_fanout']])
  })

  test('depth of spawning; a ring of parents does not hang it', () => {
    const line = [
      step('a'),
      step('b', { parent: 'a' }),
      step('c', { parent: 'b' }),
      step('d', { parent: 'c' }),
    ]
    const ring = [step('p', { parent: 'q' }), step('q', { parent: 'p' })]
    expect([
      denials(line.slice(0, 3), { max_spawn_depth: 2 }),
      denials(line, { max_spawn_depth: 2 }),
      denials(ring, { max_spawn_depth: 2 }),
      denials([step('lost', { parent: 'nobody' })], { max_spawn_depth: 0 }),
    ]).toEqual([
      [],
      ['max_spawn_depth'],
      ['max_spawn_depth', 'max_spawn_depth'],
      ['max_spawn_depth'],
    ])
  })

  test('folders of steps', () => {
    const policy = { allowed_cwd: ['./src/**'] }
    expect([
      denials([step('a', { cwd: 'src/deep' })], policy),
      denials([step('a', { cwd: 'docs' })], policy),
      denials([step('a')], policy),
      denials([step('a', { cwd: '.git' })]),
    ]).toEqual([[], ['allowed_cwd'], ['allowed_cwd'], ['allowed_cwd']])
  })

  test('commands of shell steps', () => {
    const shell = (...command: string[]) => [step('a', { model: 'shell', command })]
    expect([
      denials(shell('npm', 'test')),
      denials(shell('bash', '-c', 'x')),
      denials(shell('node', '-e', '1')),
      denials(shell('npm', 'test'), { forbidden_patterns: ['test'] }),
      denials([step('a', { model: 'codex', command: ['bash'] })]),
    ]).toEqual([[], ['allowed_commands'], ['command_options'], ['forbidden_patterns'], []])
  })

  test('what was there before is not judged again', () => {
    const old = step('old', { model: 'shell', command: ['bash', '-c', 'x'], cwd: '.git' })
    const renamed = { ...old, name: 'other' }
    const edited = { ...old, command: ['zsh'] }
    const verdict = (now: Step) =>
      judge([action('step.edit')], { before: sequence([old]), after: sequence([now]) }).allowed
    expect([verdict(renamed), verdict(edited)]).toEqual([true, false])
  })

  test('ten thousand steps are judged in under 50 ms', () => {
    const many = steps(10_000)
    const before = sequence(many)
    const after = sequence([...many.slice(1), step('new', { cwd: 'src' })])
    expect(fastest(() => judge([action('step.add')], { before, after }))).toBeLessThan(50)
  })
})

describe('full access', () => {
  const full = [step('a', { access: 'full' })]

  function ask(actor: Actor, policy: Partial<Policy>): string {
    const verdict = judge([action('step.add')], { actor, policy, after: sequence(full) })
    return verdict.allowed ? verdict.confirmation : 'deny'
  }

  test('is for POWER mode, with a confirmation, and not for an orchestrator unless it is granted', () => {
    expect([
      ask('user', {}),
      ask('user', { mode: 'POWER' }),
      ask('orchestrator', { mode: 'POWER' }),
      ask('orchestrator', { mode: 'POWER', orchestrator_may: ['access.full'] }),
    ]).toEqual(['deny', 'single', 'deny', 'single'])
  })
})

describe('runs of commands that lose work', () => {
  const plan = sequence([
    step('push', { model: 'shell', command: ['git', 'push', '--force'] }),
    step('bad', { model: 'shell', command: ['bash'] }),
    step('done', { model: 'shell', command: ['git', 'reset', '--hard'], status: 'DONE' }),
    step('fine', { model: 'shell', command: ['npm', 'test'] }),
  ])

  function run(name: string, parameters: Record<string, unknown>): string {
    const verdict = judge([action(name, parameters)], { before: plan, policy: { mode: 'POWER' } })
    return verdict.allowed ? verdict.confirmation : 'deny'
  }

  test('ask a person, in POWER too, however the plan came by them', () => {
    expect([
      run('run.step', { ids: ['push'] }),
      run('run.step', { ids: ['fine'] }),
      run('run.step', { ids: ['bad'] }),
      run('run.runnable', {}),
      run('step.restart', { id: 'push' }),
    ]).toEqual(['single', 'none', 'deny', 'single', 'single'])
  })
})
