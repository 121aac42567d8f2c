import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseActions } from '../../../shared/actions/parse-action.ts'
import {
  COMMAND_EXAMPLES,
  commandExamples,
  parseCommands,
} from '../../../shared/chat/command-language.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { RawAction } from '../../../shared/protocol/methods.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { anySequence } from '../../support/arbitrary-sequences.ts'
import { saidOf } from '../../support/command-sentences.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const SHOP = sequence(
  [
    step('build', { name: 'Build the API' }),
    step('lint', { depends_on: ['build'], group_id: 'team' }),
    step('docs', { group_id: 'team', name: 'Write it down' }),
    step('unit-tests', { model: 'shell', command: ['npm', 'test'] }),
    step('ship', { depends_on: ['build', 'go'] }),
    step('twin-a', { name: 'Twin' }),
    step('twin-b', { name: 'Twin' }),
  ],
  [gate('go', { name: 'May it ship?', depends_on: ['build'] })],
)

function actionsOf(text: string, plan: Sequence = SHOP): readonly RawAction[] {
  const read = parseCommands(text, plan)
  if (!read.ok) throw new Error(`${text}: ${read.failure.message} ${read.failure.hint}`)
  return read.value
}

function failureOf(text: string): Failure {
  const read = parseCommands(text, SHOP)
  if (read.ok) throw new Error(`${text} was understood as ${JSON.stringify(read.value)}`)
  return read.failure
}

describe('what is understood', () => {
  test.each(COMMAND_EXAMPLES)('the example "$text"', ({ text, about }) => {
    expect(actionsOf(text).length).toBeGreaterThan(0)
    expect(about).not.toBe('')
  })

  test.each<[string, RawAction[]]>([
    [
      'Please ADD the step Audit named "The audit" and with model Codex in lane "Back end" after lint, docs and build.',
      [
        {
          action: 'step.add',
          id: 'audit',
          type: 'base',
          model: 'codex',
          name: 'The audit',
          dependsOn: ['lint', 'docs', 'build'],
          lane: 'Back end',
        },
      ],
    ],
    [
      "add step e2e with command ./test.sh --grep='a b' 'after' 2,3 after build before ship",
      [
        {
          action: 'step.add',
          id: 'e2e',
          type: 'base',
          model: 'shell',
          command: ['./test.sh', '--grep=a b', 'after', '2,3'],
          dependsOn: ['build'],
        },
        { action: 'dep.add', stepId: 'ship', depId: 'e2e' },
      ],
    ],
    ['run "build the api" and “write it down”', [{ action: 'run.step', ids: ['build', 'docs'] }]],
    ['run step lint', [{ action: 'run.step', ids: ['lint'] }]],
    ['remove go', [{ action: 'gate.rm', id: 'go' }]],
    [
      'insert gate check before ship',
      [{ action: 'gate.insert', id: 'check', dependsOn: ['build', 'go'], before: ['ship'] }],
    ],
    [
      'retry lint, docs',
      [
        { action: 'step.restart', id: 'lint' },
        { action: 'step.restart', id: 'docs' },
      ],
    ],
    [
      'apply Fusion with models=codex',
      [{ action: 'template.apply', template: 'fusion', parameters: { models: ['codex'] } }],
    ],
    [
      'apply template parallel with merge=false, id=7',
      [{ action: 'template.apply', template: 'parallel', parameters: { merge: false, id: '7' } }],
    ],
    [
      'apply template ours with n=1.5',
      [{ action: 'template.apply', template: 'ours', parameters: { n: 1.5 } }],
    ],
    ['build after lint', [{ action: 'dep.add', stepId: 'build', depId: 'lint' }]],
    ['build before lint', [{ action: 'dep.add', stepId: 'lint', depId: 'build' }]],
  ])('%s', (text, actions) => {
    expect(actionsOf(text)).toEqual(actions)
  })

  test('several sentences, each of which sees what those before it make', () => {
    const text =
      'add step x after build; add gate check before x\nrename x to y then run y; - stop lint'
    expect(actionsOf(text)).toEqual([
      { action: 'step.add', id: 'x', type: 'base', model: 'claude-code', dependsOn: ['build'] },
      { action: 'gate.insert', id: 'check', dependsOn: ['build'], before: ['x'] },
      { action: 'step.edit', id: 'x', newId: 'y' },
      { action: 'run.step', ids: ['y'] },
      { action: 'step.stop', id: 'lint' },
    ])
    expect(failureOf('remove lint; run lint')).toMatchObject({ code: 'STEP_NOT_FOUND' })
  })

  test('the steps of a template are known as soon as it is applied', () => {
    expect(actionsOf('apply template fusion; run best-1').at(-1)).toEqual({
      action: 'run.step',
      ids: ['best-1'],
    })
    expect(failureOf('apply template fusion; run best-9').message).toContain('no step "best-9"')
    // What a template of the repository adds is not known, so that nothing can be said against an id.
    expect(actionsOf('apply template ours; run whatever')).toHaveLength(2)
  })

  test('a template of which only the head is known shadows a built-in one, and its values have its types', () => {
    const [parameter] = [{ name: 'label', type: 'string', description: 'A label' } as const]
    const own = { name: 'fusion', title: 'Ours', description: 'Ours', parameters: [parameter] }
    expect(parseCommands('apply template fusion with label=7; run whatever', SHOP, [own])).toEqual({
      ok: true,
      value: [
        { action: 'template.apply', template: 'fusion', parameters: { label: '7' } },
        { action: 'run.step', ids: ['whatever'] },
      ],
    })
  })
})

test('examples are of what the policy lets the chat propose', () => {
  const textsFor = (orchestrator_may: string[]) =>
    commandExamples({ ...SAFE_DEFAULTS, orchestrator_may }).map(({ text }) => text)
  const decisions = ['approve gate go', 'accept docs']
  expect(textsFor([])).toEqual(
    expect.arrayContaining(['add step lint after build', 'run lint and docs']),
  )
  for (const text of decisions) expect(textsFor([])).not.toContain(text)
  expect(textsFor(['gate.approve'])).toContain('approve gate go')
})

describe('what is not understood', () => {
  test.each<[string, Partial<Failure>]>([
    [
      'add stp x',
      {
        code: 'INVALID_PARAMETERS',
        message: '"add stp x" is not understood at "stp": step or gate was expected.',
        hint: 'Did you mean step? As in: add step lint after build',
        at: { line: 1, column: 5 },
      },
    ],
    ['add step', { message: '"add step" ends too early: a new id was expected.' }],
    [
      'run bild',
      {
        code: 'STEP_NOT_FOUND',
        message: 'There is no step "bild".',
        hint: 'Did you mean build? As in: run lint and docs',
      },
    ],
    [
      'bild after lint',
      { code: 'STEP_NOT_FOUND', hint: 'Did you mean build? As in: ship after lint' },
    ],
    ['approve build', { code: 'GATE_NOT_FOUND', hint: 'build is a step. As in: approve gate go' }],
    ['dissolve group teem', { code: 'GROUP_NOT_FOUND' }],
    [
      'run twin',
      {
        message: 'More than one is called "twin".',
        hint: expect.stringContaining('twin-a, twin-b'),
      },
    ],
    ['rename lint to foo bar', { hint: expect.stringContaining('stands in quotes') }],
    [
      'make ship depend on lint and run ship',
      { hint: expect.stringContaining('Separate sentences') },
    ],
    ['runn lint', { hint: 'Did you mean run? As in: run runnable' }],
    ['frobnicate lint', { hint: expect.stringContaining('Sentences begin with add, insert,') }],
    ['insert gate check', { message: 'Where gate check stands is not clear.' }],
    ['add step Foo_Bar', { code: 'INVALID_ID', at: { line: 1, column: 1, path: ['id'] } }],
    ['remove gate go and reconnect', { message: 'gate.rm has no parameter reconnect.' }],
    ['add step x named "half', { message: 'The quotation mark " is not closed.' }],
    [
      'run lint\nstop lnt',
      { message: 'Sentence 2 of 2: There is no step "lnt".', at: { line: 2, column: 6 } },
    ],
    [
      'apply template fusion with',
      { message: expect.stringContaining('settings, as in workers=3') },
    ],
    ['  ;\n then ', { message: 'Nothing was said.' }],
  ])('%j', (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure)
  })

  test('more than anybody types', () => {
    expect(failureOf('x'.repeat(100_001))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
    const many = 'stop lint;'.repeat(1001)
    expect(failureOf(many)).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })

  test('a word in quotes is a name and never a word of the language', () => {
    const plan = sequence([step('runnable'), step('all')])
    expect(actionsOf('run "runnable" and "all"', plan)).toEqual([
      { action: 'run.step', ids: ['runnable', 'all'] },
    ])
    expect(actionsOf('run runnable', plan)).toEqual([{ action: 'run.runnable' }])
  })
})

/** A plan that has at least a step, a gate and a group of its own beside the generated ones. */
const plans = anySequence.map((plan) => ({
  ...plan,
  steps: [...plan.steps, step('build', { group_id: 'team' })],
  gates: [...plan.gates, gate('go')],
}))

test('an action that is said in words is read as that action', () => {
  const said = plans.chain((plan) =>
    saidOf(
      plan.steps.map(({ id }) => id),
      plan.gates.map(({ id }) => id),
      plan.steps.flatMap((one) => one.group_id ?? []),
    ).map(({ sentence, actions }) => ({ plan, sentence, actions })),
  )
  fc.assert(
    fc.property(said, ({ plan, sentence, actions }) => {
      expect(parseCommands(sentence, plan)).toEqual({ ok: true, value: actions })
      expect(parseActions(actions).ok).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('whatever is said, the answer is valid actions or a failure with a hint, and never a crash', () => {
  const words = COMMAND_EXAMPLES.flatMap(({ text }) => text.split(' '))
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...words, ',', ';', '"', "'", '=', 'then', '\\', '\n'),
          fc.string(),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(anything, (text) => {
      const read = parseCommands(text, SHOP)
      if (read.ok) expect(parseActions(read.value)).toMatchObject({ ok: true })
      else expect(read.failure.hint).toMatch(/./)
    }),
    { numRuns: 2000 },
  )
})

test('a long text on a plan of 10,000 steps is read in a moment', () => {
  const plan = sequence(Array.from({ length: 10_000 }, (_, index) => step(`n${index}`)))
  const ids = plan.steps.slice(0, 900).map(({ id }) => id)
  const started = performance.now()
  expect(actionsOf(`stop ${ids.join(', ')}`, plan)).toHaveLength(900)
  expect(parseCommands(`stop ${ids.join(' and ')} and nobody`, plan).ok).toBe(false)
  expect(performance.now() - started).toBeLessThan(2000)
})
