import { expect, test } from 'vitest'
import type { Step } from '../../../shared/schema/step.ts'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const fuse = (candidates: string[], synth: string, fields: object = {}) => ({
  action: 'fusion.create',
  candidates,
  synth,
  ...fields,
})

test('missing candidates and the synth are added, each with a prompt', () => {
  const { sequence: next, prompts } = act(
    sequence([step('a', { status: 'DONE' })]),
    fuse(['x', 'y', 'z'], 'best', {
      models: ['codex', 'gemini'],
      dependsOn: ['a'],
      prompt: 'Solve it.',
      lane: 'fusion',
      failPolicy: 'best_effort',
    }),
  )
  const candidate: Partial<Step> = { type: 'f', depends_on: ['a'], lane: 'fusion' }
  expect({ steps: next.steps.slice(1), prompts }).toEqual({
    steps: [
      step('x', { ...candidate, model: 'codex' }),
      step('y', { ...candidate, model: 'gemini' }),
      step('z', { ...candidate, model: 'codex' }),
      step('best', {
        type: 'f',
        model: 'claude-code',
        depends_on: ['x', 'y', 'z'],
        lane: 'fusion',
        fail_policy: 'best_effort',
        fusion_candidates: ['x', 'y', 'z'],
        fusion_synth: true,
        status: 'BLOCKED',
      }),
    ],
    prompts: [
      ...['x', 'y', 'z'].map((id) => ({
        kind: 'write',
        path: `.threados/prompts/${id}.md`,
        text: 'Solve it.',
      })),
      {
        kind: 'write',
        path: '.threados/prompts/best.md',
        text: expect.stringContaining('x, y and z'),
      },
    ],
  })
})

test('steps that are there take part as they are', () => {
  const plan = sequence([
    step('a'),
    step('b', { type: 'l', model: 'gemini' }),
    step('s', { depends_on: ['a'], after: ['b'], status: 'BLOCKED' }),
  ])
  const { sequence: next, prompts } = act(plan, fuse(['a', 'b', 'a'], 's'))
  expect({ next, prompts }).toEqual({
    next: sequence([
      step('a', { type: 'f' }),
      step('b', { type: 'l', model: 'gemini' }),
      step('s', {
        type: 'f',
        depends_on: ['a', 'b'],
        fusion_candidates: ['a', 'b'],
        fusion_synth: true,
        status: 'BLOCKED',
      }),
    ]),
    prompts: [],
  })
})

const plan = sequence(
  [
    step('a'),
    step('b'),
    step('c', { depends_on: ['late'] }),
    step('late'),
    step('s', { fusion_candidates: ['a', 'b'], fusion_synth: true }),
  ],
  [gate('g')],
)

test.each([
  [
    'a synth that is its own candidate',
    fuse(['a', 's'], 's'),
    { code: 'CYCLE', details: { cycle: ['s', 's'] } },
  ],
  [
    'a synth that fuses others already',
    fuse(['a', 'b'], 's'),
    { code: 'ALREADY_EXISTS', message: 's fuses a and b already.' },
  ],
  ['a gate as candidate', fuse(['a', 'g'], 'new'), { code: 'ALREADY_EXISTS' }],
  ['a gate as synth', fuse(['a', 'b'], 'g'), { code: 'ALREADY_EXISTS' }],
  ['a synth that a candidate waits for', fuse(['a', 'c'], 'late'), { code: 'CYCLE' }],
  ['one candidate alone', fuse(['a'], 'new'), { code: 'INVALID_PARAMETERS' }],
  [
    'more than the policy allows',
    fuse(
      Array.from({ length: 11 }, (_, index) => `n${index}`),
      'new',
    ),
    { code: 'LIMIT_EXCEEDED' },
  ],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})
