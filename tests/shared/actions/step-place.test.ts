import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const clone = (fields: object = {}) => ({ action: 'step.clone', id: 'a', ...fields })

test('a clone stands behind the original, has not run, and has its own copy of the prompt', () => {
  const original = step('a', {
    name: 'Work',
    status: 'DONE',
    lane: 'left',
    prompt_file: '.threados/prompts/x.md',
    depends_on: ['d'],
  })
  const plan = sequence([step('d', { status: 'DONE' }), original, step('b')])
  const { sequence: next, prompts } = act(plan, clone({ newId: 'z', workspace: 'worktree' }))
  expect({ steps: next.steps, prompts }).toEqual({
    steps: [
      step('d', { status: 'DONE' }),
      original,
      step('z', {
        name: 'Work (copy)',
        lane: 'left',
        depends_on: ['d'],
        workspace: 'worktree',
      }),
      step('b'),
    ],
    prompts: [{ kind: 'copy', from: '.threados/prompts/x.md', path: '.threados/prompts/z.md' }],
  })
})

test('without a new id the first free one is taken', () => {
  const plan = sequence([step('a'), step('a-copy'), step('a-copy-2')])
  expect(act(plan, clone()).sequence.steps.map(({ id }) => id)).toEqual([
    'a',
    'a-copy-3',
    'a-copy',
    'a-copy-2',
  ])
})

test('a shell step is cloned without a prompt, unless it names one', () => {
  const shell = { model: 'shell', command: ['ls'] }
  const bare = act(sequence([step('a', shell)]), clone({ newId: 'z' }))
  const named = act(
    sequence([step('a', { ...shell, prompt_file: '.threados/prompts/x.md' })]),
    clone({ newId: 'z' }),
  )
  expect([bare.prompts, named.prompts.length, named.sequence.steps[1]?.prompt_file]).toEqual([
    [],
    1,
    '.threados/prompts/z.md',
  ])
})

test('the name of a clone keeps within its limit', () => {
  const name = act(sequence([step('a', { name: 'x'.repeat(200) })]), clone()).sequence.steps[1]
    ?.name
  expect(name).toBe(`${'x'.repeat(193)} (copy)`)
})

test.each([
  ['an id that is taken', clone({ newId: 'a' }), { code: 'ALREADY_EXISTS' }],
  ['a step that is not there', { action: 'step.clone', id: 'ghost' }, { code: 'STEP_NOT_FOUND' }],
  [
    'an id that grows too long',
    { action: 'step.clone', id: 'y'.repeat(62) },
    { code: 'INVALID_ID' },
  ],
])('refused to clone: %s', (_, action, failure) => {
  expect(refusal(sequence([step('a'), step('y'.repeat(62))]), action)).toMatchObject(failure)
})

const row = sequence(
  [
    step('a'),
    step('b', { depends_on: ['a'], status: 'BLOCKED' }),
    step('c', { depends_on: ['g'], status: 'BLOCKED' }),
    step('d'),
    step('e', { after: ['d'] }),
  ],
  [gate('g', { depends_on: ['b'] })],
)
const move = (id: string, fields: object) => ({ action: 'step.move', id, ...fields })

test.each([
  ['to the front', move('d', { before: 'a' }), 'dabce'],
  ['forward past what is not tied to it', move('d', { before: 'b' }), 'adbce'],
  ['back among its own kind', move('c', { after: 'e' }), 'abdec'],
  ['to where it stands', move('b', { after: 'a' }), 'abcde'],
  ['before its right neighbour, which is where it stands', move('b', { before: 'c' }), 'abcde'],
])('moving %s', (_, action, order) => {
  expect(
    act(row, action)
      .sequence.steps.map(({ id }) => id)
      .join(''),
  ).toBe(order)
})

test('a step changes its lane, leaves it, or changes lane and place at once', () => {
  const plan = sequence([step('a', { lane: 'x' }), step('b')])
  expect([
    act(plan, move('a', { lane: 'y' })).sequence.steps,
    act(plan, move('a', { lane: null })).sequence.steps,
    act(plan, move('a', { after: 'b', lane: 'y' })).sequence.steps,
  ]).toEqual([
    [step('a', { lane: 'y' }), step('b')],
    [step('a'), step('b')],
    [step('b'), step('a', { lane: 'y' })],
  ])
})

test.each([
  [
    'ahead of a dependency',
    move('b', { before: 'a' }),
    { code: 'ILLEGAL_TRANSITION', message: "Step b can't stand before a, which it waits for." },
  ],
  [
    'ahead of a dependency behind a gate',
    move('c', { before: 'b' }),
    { code: 'ILLEGAL_TRANSITION', details: { violates: 'b' } },
  ],
  [
    'behind a dependant',
    move('a', { after: 'd' }),
    { code: 'ILLEGAL_TRANSITION', message: "Step a can't stand behind b, which waits for it." },
  ],
  ['ahead of a soft predecessor', move('e', { before: 'd' }), { code: 'ILLEGAL_TRANSITION' }],
  ['nowhere', move('a', {}), { code: 'INVALID_PARAMETERS' }],
  ['before and behind', move('a', { before: 'b', after: 'c' }), { code: 'INVALID_PARAMETERS' }],
  ['before itself', move('a', { before: 'a' }), { code: 'INVALID_PARAMETERS' }],
  ['before a gate', move('a', { before: 'g' }), { code: 'STEP_NOT_FOUND', hint: 'g is a gate.' }],
  ['before nothing', move('a', { before: 'ghost' }), { code: 'STEP_NOT_FOUND' }],
])('refused to move: %s', (_, action, failure) => {
  expect(refusal(row, action)).toMatchObject({ hint: expect.any(String), ...failure })
})

test('an order that is wrong already does not hold a step where it is', () => {
  const wrong = sequence([
    step('b', { depends_on: ['a'], status: 'BLOCKED' }),
    step('a'),
    step('c'),
  ])
  const order = act(wrong, move('a', { after: 'c' })).sequence.steps.map(({ id }) => id)
  expect(order).toEqual(['b', 'c', 'a'])
})
