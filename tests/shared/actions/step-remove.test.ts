import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const remove = (fields: object = {}, id = 'a') => ({ action: 'step.rm', id, ...fields })

test('a step that nothing depends on goes with its prompt, and soft edges to it go too', () => {
  const { sequence: next, prompts } = act(
    sequence([step('a'), step('b', { after: ['a'] }), step('c', { after: ['b', 'a'] })]),
    remove(),
  )
  expect({ next, prompts }).toEqual({
    next: sequence([step('b'), step('c', { after: ['b'] })]),
    prompts: [{ kind: 'remove', path: '.threados/prompts/a.md' }],
  })
})

test.each([
  ['another step reads it too', [step('a'), step('b', { prompt_file: '.threados/prompts/a.md' })]],
  ['it is not named after the step', [step('a', { prompt_file: '.threados/prompts/x.md' })]],
  ['the step is a shell step without one', [step('a', { model: 'shell', command: ['ls'] })]],
])('a prompt stays when %s', (_, steps) => {
  expect(act(sequence(steps), remove()).prompts).toEqual([])
})

test('cascade removes all that could not stand without the step', () => {
  const {
    sequence: next,
    prompts,
    notes,
  } = act(
    sequence(
      [
        step('a'),
        step('b', { depends_on: ['g'], prompt_file: '.threados/prompts/a.md' }),
        step('child', { parent: 'a' }),
        step('dog', { watchdog_for: 'b' }),
        step('synth', { fusion_candidates: ['a', 'z'] }),
        step('z', { after: ['a'] }),
      ],
      [gate('g', { depends_on: ['a'] }), gate('h')],
    ),
    remove({ cascade: true }),
  )
  expect({ next, prompts: prompts.map(({ path }) => path), notes }).toEqual({
    next: sequence([step('z')], [gate('h')]),
    prompts: ['a', 'child', 'dog', 'synth'].map((id) => `.threados/prompts/${id}.md`),
    notes: ['Also removes child, synth, g, b and dog.'],
  })
})

test('reconnect joins the dependants to the dependencies, once each', () => {
  const { sequence: next } = act(
    sequence(
      [
        step('x', { status: 'DONE' }),
        step('y', { status: 'DONE' }),
        step('a', { depends_on: ['x', 'y'] }),
        step('b', { depends_on: ['x', 'a'], after: ['y'] }),
        step('synth', {
          depends_on: ['a', 'b'],
          fusion_candidates: ['a', 'b'],
          fusion_synth: true,
        }),
        step('last', { depends_on: ['a'], fusion_candidates: ['a'], fusion_synth: true }),
        step('child', { parent: 'a' }),
        step('dog', { watchdog_for: 'a' }),
      ],
      [gate('g', { depends_on: ['a'] })],
    ),
    remove({ reconnect: true }),
  )
  expect(next).toEqual(
    sequence(
      [
        step('x', { status: 'DONE' }),
        step('y', { status: 'DONE' }),
        step('b', { depends_on: ['x', 'y'] }),
        step('synth', {
          depends_on: ['x', 'y', 'b'],
          fusion_candidates: ['b'],
          fusion_synth: true,
          status: 'BLOCKED',
        }),
        step('last', { depends_on: ['x', 'y'] }),
        step('child'),
        step('dog'),
      ],
      [gate('g', { depends_on: ['x', 'y'] })],
    ),
  )
})

test('a removed first step leaves its dependants without dependencies', () => {
  const plan = sequence([step('a'), step('b', { depends_on: ['a'], status: 'BLOCKED' })])
  expect(act(plan, remove({ reconnect: true })).sequence.steps).toEqual([
    step('b', { status: 'READY' }),
  ])
})

const plan = sequence(
  [
    step('a'),
    step('b', { depends_on: ['a'] }),
    step('run', { status: 'RUNNING', depends_on: ['b'] }),
    step('boss'),
    step('child', { parent: 'boss' }),
  ],
  [gate('g', { depends_on: ['a'] })],
)

test.each([
  [
    'a step that others depend on',
    remove(),
    {
      code: 'HAS_DEPENDENTS',
      message: "Step a can't be removed: b and g depend on it.",
      details: { dependents: ['b', 'g'] },
    },
  ],
  [
    'an orchestrator with steps of its own',
    remove({}, 'boss'),
    { code: 'HAS_DEPENDENTS', message: "Step boss can't be removed: child depends on it." },
  ],
  [
    'a running step',
    remove({}, 'run'),
    { code: 'ILLEGAL_TRANSITION', details: { status: 'RUNNING' } },
  ],
  [
    'a running step downstream',
    remove({ cascade: true }),
    { code: 'ILLEGAL_TRANSITION', details: { id: 'run' } },
  ],
  [
    'cascade and reconnect at once',
    remove({ cascade: true, reconnect: true }),
    { code: 'INVALID_PARAMETERS' },
  ],
  ['a step that is not there', remove({}, 'ghost'), { code: 'STEP_NOT_FOUND' }],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject(failure)
})
