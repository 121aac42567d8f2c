import { expect, test } from 'vitest'
import { parseActions } from '../../../shared/actions/parse-action.ts'

test('actions come back with their parameters in the order of the schema', () => {
  const parsed = parseActions([
    { newId: 'b', action: 'step.clone', id: 'a' },
    { action: 'run.all' },
  ])
  expect(JSON.stringify(parsed)).toBe(
    '{"ok":true,"value":[{"action":"step.clone","id":"a","newId":"b"},{"action":"run.all"}]}',
  )
})

test.each([
  [
    'no object',
    7,
    { code: 'INVALID_PARAMETERS', message: 'An action must be an object with the key action.' },
  ],
  ['null', null, { code: 'INVALID_PARAMETERS' }],
  ['a list', [], { code: 'INVALID_PARAMETERS' }],
  [
    'no name',
    { id: 'a' },
    { code: 'INVALID_PARAMETERS', message: 'There is no action without a name.' },
  ],
  [
    'an unknown name',
    { action: 'step.ad' },
    {
      code: 'INVALID_PARAMETERS',
      message: 'There is no action "step.ad".',
      hint: 'Did you mean step.add?',
    },
  ],
  ['a name that every object has', { action: 'constructor' }, { code: 'INVALID_PARAMETERS' }],
  [
    'an unknown key',
    { action: 'dep.add', stepID: 'a', depId: 'b', stepId: 'a' },
    {
      code: 'INVALID_PARAMETERS',
      message: 'dep.add has no parameter stepID.',
      hint: 'Did you mean stepId?',
      at: { path: ['stepID'] },
    },
  ],
  [
    'an unknown key like no other',
    { action: 'step.reset', id: 'a', zzzzzzz: 1 },
    { hint: 'The parameters are id, note.' },
  ],
  [
    'a missing parameter',
    { action: 'step.rm' },
    { code: 'INVALID_PARAMETERS', message: 'step.rm needs id.', hint: 'id: Id of the step.' },
  ],
  [
    'an id against the rule',
    { action: 'step.rm', id: 'A' },
    { code: 'INVALID_ID', message: expect.stringContaining('id "A" of step.rm must be 1 to 64') },
  ],
  [
    'an id that is a device',
    { action: 'step.rm', id: 'con' },
    { code: 'INVALID_ID', message: 'id "con" of step.rm is a reserved device name on Windows.' },
  ],
  [
    'an id in a list',
    { action: 'run.step', ids: ['a', '../b'] },
    { code: 'INVALID_ID', at: { path: ['ids', 1] } },
  ],
  [
    'a path that leaves',
    { action: 'step.edit', id: 'a', cwd: '../x' },
    { code: 'INVALID_PATH', message: expect.stringContaining('cwd "../x" of step.edit') },
  ],
  [
    'a number below its range',
    { action: 'step.edit', id: 'a', timeoutMs: -5 },
    { code: 'INVALID_PARAMETERS', hint: 'timeoutMs: Time limit in milliseconds.' },
  ],
  ['a fraction', { action: 'step.edit', id: 'a', timeoutMs: 1.5 }, { code: 'INVALID_PARAMETERS' }],
  [
    'not a number',
    { action: 'step.edit', id: 'a', timeoutMs: Number.NaN },
    { code: 'INVALID_PARAMETERS' },
  ],
  [
    'a huge fanout',
    { action: 'step.add', id: 'a', type: 'p', model: 'codex', fanout: 1e9 },
    { code: 'INVALID_PARAMETERS' },
  ],
  [
    'a text for a switch',
    { action: 'step.rm', id: 'a', cascade: 'yes' },
    { code: 'INVALID_PARAMETERS', message: expect.stringContaining('cascade "yes" of step.rm') },
  ],
  [
    'an unknown key inside',
    { action: 'step.edit', id: 'a', retry: { max: 1, pause: 2 } },
    { code: 'INVALID_PARAMETERS', at: { path: ['retry'] } },
  ],
  [
    'a long value, which is not repeated',
    { action: 'step.edit', id: 'a', name: 'x'.repeat(201) },
    { message: expect.stringMatching(/^name of step\.edit is not valid/) },
  ],
])('refused: %s', (_, raw, failure) => {
  expect(parseActions([raw])).toMatchObject({
    ok: false,
    failure: { details: { index: 0 }, ...failure },
  })
})

test('the first wrong action of several is named by its index and its name', () => {
  const raw = [{ action: 'run.all' }, { action: 'step.rm' }, { action: 'step.rm' }]
  expect(parseActions(raw)).toMatchObject({
    ok: false,
    failure: {
      message: 'Action 2 of 3 (step.rm): step.rm needs id.',
      details: { index: 1, action: 'step.rm', parameter: 'id' },
    },
  })
})
