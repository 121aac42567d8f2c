import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPlainStep, setPlainStepsAside } from '../../../apps/web/src/bridge-client/plain-steps.ts'
import { SequenceSchema } from '../../../shared/schema/sequence.ts'
import { StepSchema } from '../../../shared/schema/step.ts'
import { planOf, stepOf } from '../../support/web-sequences.ts'

const TEXTS = [
  '',
  ' ',
  'a',
  'A b',
  'con',
  'nul',
  'constructor',
  'a-b',
  '-a',
  'é',
  'a\u202eb',
  'a\nb',
  '\u2028',
]
const text = fc.oneof(
  fc.constantFrom(
    ...TEXTS,
    'x'.repeat(64),
    'x'.repeat(65),
    'x'.repeat(201),
    'READY',
    'base',
    'toString',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.integer(), fc.constant(null))
const field = fc.constantFrom(
  'depends_on',
  'after',
  'status',
  'lane',
  'role',
  'group_id',
  'extra',
  'budget',
)
const likeStep = fc
  .tuple(value, value, value, value, fc.dictionary(field, value, { maxKeys: 3 }))
  .map(([id, name, type, model, more]) => ({ id, name, type, model, ...more }))
const nearlyFine = fc
  .tuple(fc.constantFrom('id', 'name', 'type', 'model', 'lane', 'depends_on', 'status'), value)
  .map(([key, given]) => ({ ...stepOf('build-api'), [key]: given }))

describe('checking the steps of a large plan', () => {
  test('what passes is what the schema accepts as well', () => {
    let passed = 0
    fc.assert(
      fc.property(fc.oneof(likeStep, nearlyFine), (candidate) => {
        if (!isPlainStep(candidate)) return
        passed++
        expect(StepSchema.safeParse(candidate).data).toEqual(candidate)
      }),
      { numRuns: 3000 },
    )
    expect(passed).toBeGreaterThan(20)
  })

  test('ordinary steps pass, others are left to the schema', () => {
    expect(
      isPlainStep(stepOf('build', { name: 'Build it: “now”, please!', status: 'READY' })),
    ).toBe(true)
    expect(isPlainStep(stepOf('con'))).toBe(false)
    expect(isPlainStep({ ...stepOf('build'), budget: { tokens: 1 } })).toBe(false)
    expect(isPlainStep({ ...stepOf('build'), name: 'turned \u202e around' })).toBe(false)
    expect(isPlainStep({ id: 'build', name: 'No type' })).toBe(false)
  })

  test('steps come back to where they were', () => {
    const steps = Array.from({ length: 600 }, (_, at) =>
      stepOf(`step-${at}`, at % 7 === 0 ? { review: true } : {}),
    )
    const plan = planOf(...steps)
    const answer = { state: { sequence: structuredClone(plan) } }
    const putBack = setPlainStepsAside(answer)
    expect(answer.state.sequence.steps).toHaveLength(86)
    const checked = { state: { sequence: SequenceSchema.parse(answer.state.sequence) } }
    putBack?.(checked)
    expect(checked.state.sequence).toEqual(plan)
  })
})
