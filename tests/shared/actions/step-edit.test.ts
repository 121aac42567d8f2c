import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const edit = (fields: object, id = 'a') => ({ action: 'step.edit', id, ...fields })

test('fields are set, and null clears them', () => {
  const plan = sequence([step('a', { lane: 'left', timeout_ms: 5, after: ['b'] }), step('b')])
  expect(
    act(plan, edit({ name: 'A', lane: null, timeoutMs: 7, review: true, after: null })).sequence,
  ).toEqual(sequence([step('a', { name: 'A', timeout_ms: 7, review: true }), step('b')]))
})

test('an empty list clears a list', () => {
  const plan = sequence([step('a', { depends_on: ['b'], status: 'BLOCKED' }), step('b')])
  expect(act(plan, edit({ dependsOn: [] })).sequence.steps[0]).toEqual(
    step('a', { status: 'READY' }),
  )
})

test('a shell step becomes the step of an agent when its command is cleared', () => {
  const plan = sequence([step('a', { model: 'shell', command: ['ls'] })])
  expect(act(plan, edit({ model: 'codex', command: null })).sequence.steps).toEqual([step('a')])
})

test('a new prompt is written to the file that the step has', () => {
  const plan = sequence([step('a', { prompt_file: '.threados/prompts/x.md' })])
  expect(act(plan, edit({ prompt: 'New.' })).prompts).toEqual([
    { kind: 'write', path: '.threados/prompts/x.md', text: 'New.' },
  ])
})

test('renaming rewrites every reference and moves the prompt', () => {
  const hash = '0'.repeat(64)
  const plan = sequence(
    [
      step('a', { status: 'DONE', prompt_file: '.threados/prompts/a.md' }),
      step('b', { depends_on: ['a'], parent: 'a' }),
      step('c', { after: ['b', 'a'], watchdog_for: 'a' }),
      step('d', { fusion_candidates: ['b', 'a'], depends_on: ['b', 'a'], status: 'BLOCKED' }),
    ],
    [
      gate('g', {
        depends_on: ['a'],
        status: 'APPROVED',
        evidence: { revision: hash, attempts: { a: 'x', z: 'y' } },
      }),
    ],
  )
  const { sequence: next, prompts, notes } = act(plan, edit({ newId: 'first' }))
  expect({ next, prompts, notes }).toEqual({
    next: sequence(
      [
        step('first', { name: 'a', status: 'DONE', prompt_file: '.threados/prompts/first.md' }),
        step('b', { depends_on: ['first'], parent: 'first' }),
        step('c', { after: ['b', 'first'], watchdog_for: 'first' }),
        step('d', {
          fusion_candidates: ['b', 'first'],
          depends_on: ['b', 'first'],
          status: 'BLOCKED',
        }),
      ],
      [
        gate('g', {
          depends_on: ['first'],
          status: 'APPROVED',
          evidence: { revision: hash, attempts: { first: 'x', z: 'y' } },
        }),
      ],
    ),
    prompts: [{ kind: 'move', from: '.threados/prompts/a.md', path: '.threados/prompts/first.md' }],
    notes: ['Past attempts stay filed under a.'],
  })
})

test.each([
  [
    'is copied when another step reads it',
    [step('a'), step('b', { prompt_file: '.threados/prompts/a.md' })],
    [{ kind: 'copy', from: '.threados/prompts/a.md', path: '.threados/prompts/z.md' }],
  ],
  [
    'stays when it is not named after the step',
    [step('a', { prompt_file: '.threados/prompts/x.md' })],
    [],
  ],
  ['is not there for a shell step', [step('a', { model: 'shell', command: ['ls'] })], []],
])('on renaming, the prompt %s', (_, steps, prompts) => {
  expect(act(sequence(steps), edit({ newId: 'z' })).prompts).toEqual(prompts)
})

test('renaming and writing the prompt at once writes the new file', () => {
  expect(act(sequence([step('a')]), edit({ newId: 'z', prompt: 'New.' })).prompts).toEqual([
    { kind: 'move', from: '.threados/prompts/a.md', path: '.threados/prompts/z.md' },
    { kind: 'write', path: '.threados/prompts/z.md', text: 'New.' },
  ])
})

test('an id that stays is no renaming', () => {
  const plan = sequence([step('a', { status: 'RUNNING' })])
  const { sequence: next, prompts } = act(plan, edit({ newId: 'a', lane: 'x' }))
  expect([next.steps, prompts]).toEqual([[step('a', { status: 'RUNNING', lane: 'x' })], []])
})

const plan = sequence(
  [step('a', { status: 'RUNNING' }), step('b', { depends_on: ['a'] })],
  [gate('g')],
)

test.each([
  [
    'a step that is not there',
    edit({ lane: 'x' }, 'bb'),
    { code: 'STEP_NOT_FOUND', hint: 'Did you mean b?' },
  ],
  ['a gate', edit({ lane: 'x' }, 'g'), { code: 'STEP_NOT_FOUND', hint: 'g is a gate.' }],
  ['no change at all', edit({}), { code: 'INVALID_PARAMETERS' }],
  [
    'clearing the name',
    edit({ name: null }),
    { code: 'INVALID_PARAMETERS', message: "name of step.edit can't be cleared." },
  ],
  ['clearing the type', edit({ type: null }), { code: 'INVALID_PARAMETERS' }],
  ['an empty name', edit({ name: '' }), { code: 'INVALID_PARAMETERS' }],
  ['a name with a line end', edit({ name: 'a\nb' }), { code: 'INVALID_PARAMETERS' }],
  ['an id that is taken', edit({ newId: 'g' }, 'b'), { code: 'ALREADY_EXISTS' }],
  [
    'a new id for a running step',
    edit({ newId: 'z' }),
    { code: 'ILLEGAL_TRANSITION', details: { status: 'RUNNING' } },
  ],
  [
    'a cycle',
    edit({ dependsOn: ['b'] }),
    { code: 'CYCLE', message: 'The dependencies form a cycle: a → b → a.' },
  ],
  ['the model shell without a command', edit({ model: 'shell' }, 'b'), { code: 'INVALID_SCHEMA' }],
  [
    'a status',
    edit({ status: 'DONE' }),
    { code: 'INVALID_PARAMETERS', message: 'step.edit has no parameter status.' },
  ],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})
