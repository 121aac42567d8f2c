import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { sequence, step } from '../../support/sequences.ts'

test('a prompt is written to the file of its step, and those who share it are named', () => {
  const plan = sequence([step('a'), step('b', { prompt_file: '.threados/prompts/a.md' })])
  const {
    sequence: next,
    prompts,
    notes,
  } = act(plan, {
    action: 'prompt.write',
    stepId: 'a',
    text: 'New.\n',
  })
  expect({ next, prompts, notes }).toEqual({
    next: plan,
    prompts: [{ kind: 'write', path: '.threados/prompts/a.md', text: 'New.\n' }],
    notes: ['.threados/prompts/a.md is also the prompt of b.'],
  })
})

test('the sequence gets another name and description, and loses the description', () => {
  const plan = { ...sequence([]), metadata: { created_by: 'Ada', description: 'old' } }
  const edit = (fields: object) => act(plan, { action: 'sequence.edit', ...fields }).sequence
  expect([
    edit({ name: 'other' }),
    edit({ description: 'new' }),
    edit({ description: null }),
    act(
      { ...sequence([]), metadata: { description: 'x' } },
      { action: 'sequence.edit', description: null },
    ).sequence,
    act(sequence([]), { action: 'sequence.edit', description: null }).sequence,
  ]).toEqual([
    { ...plan, name: 'other' },
    { ...plan, metadata: { created_by: 'Ada', description: 'new' } },
    { ...plan, metadata: { created_by: 'Ada' } },
    sequence([]),
    sequence([]),
  ])
})

test('the mode of the policy is an effect', () => {
  expect(act(sequence([]), { action: 'policy.mode', mode: 'POWER' }).effects).toEqual([
    { effect: 'policyMode', mode: 'POWER' },
  ])
})

test.each([
  ['a prompt of nothing', { action: 'prompt.write', stepId: 'ghost', text: '' }, 'STEP_NOT_FOUND'],
  ['a prompt with NUL', { action: 'prompt.write', stepId: 'a', text: '\0' }, 'INVALID_PARAMETERS'],
  ['an edit of nothing', { action: 'sequence.edit' }, 'INVALID_PARAMETERS'],
  ['clearing the name', { action: 'sequence.edit', name: null }, 'INVALID_PARAMETERS'],
  ['a mode that is none', { action: 'policy.mode', mode: 'FAST' }, 'INVALID_PARAMETERS'],
])('refused: %s', (_, action, code) => {
  expect(refusal(sequence([step('a')]), action)?.code).toBe(code)
})
