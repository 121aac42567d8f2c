import { describe, expect, test } from 'vitest'
import { openDemoSource } from '../../../apps/web/src/demo/demo-source.ts'
import { createReviewDesk } from '../../../apps/web/src/state/review.ts'

const RENAME = [{ action: 'step.edit', id: 'spec', name: 'Write it' }]
const REMOVE = [{ action: 'step.rm', id: 'docs' }]

function desk() {
  const source = openDemoSource()
  const review = createReviewDesk(source)
  const applied: string[] = []
  review.onApplied((title) => applied.push(title))
  return { source, review, applied, name: () => source.workspace.view.nodes['spec']?.name }
}

describe('createReviewDesk', () => {
  test('an edit is shown before anything is written, and applied on a word', async () => {
    const { review, applied, name } = desk()
    await review.open('Edit spec', RENAME)
    expect([review.current()?.stage, name()]).toEqual(['ready', 'Write the spec'])
    expect(review.current()?.proposal?.diff).toContain('+    name: Write it')
    await review.apply()
    expect([review.current(), applied, name()]).toEqual([undefined, ['Edit spec'], 'Write it'])
  })

  test('discarding changes nothing', async () => {
    const { review, name } = desk()
    await review.open('Edit spec', RENAME)
    review.discard()
    await review.apply()
    expect([review.current(), name()]).toEqual([undefined, 'Write the spec'])
  })

  test('when the file moved on, the same change is shown on the new version first', async () => {
    const { source, review, name } = desk()
    await review.open('Edit spec', RENAME)
    const meanwhile = await source.apply(
      [{ action: 'step.edit', id: 'docs', name: 'Handbook' }],
      {},
    )
    expect(meanwhile.ok).toBe(true)
    await review.apply()
    expect(name()).toBe('Write the spec')
    expect(review.current()?.notice).toContain('changed in the meantime')
    await review.apply()
    expect([name(), source.workspace.view.nodes['docs']?.name]).toEqual(['Write it', 'Handbook'])
  })

  test('an impossible change says why and can not be applied', async () => {
    const { review, name } = desk()
    await review.open('Edit spec', [{ action: 'step.edit', id: 'ghost', name: 'x' }])
    await review.apply()
    expect([review.current()?.failure?.code, name()]).toEqual(['STEP_NOT_FOUND', 'Write the spec'])
  })

  test('a change that the policy wants confirmed is not made without a look at it', async () => {
    const { source, review } = desk()
    const unasked = await source.apply(REMOVE, {})
    expect(unasked.ok ? 'applied' : unasked.failure.code).toBe('CONFIRMATION_REQUIRED')
    const result = await review.now('Remove docs', REMOVE)
    expect(result.ok).toBe(false)
    expect(review.current()?.proposal?.verdict.confirmation).not.toBe('none')
    expect(source.workspace.view.nodes['docs']?.id).toBe('docs')
  })

  test('a confirmed removal is made', async () => {
    const { source, review } = desk()
    await source.apply([{ action: 'dep.rm', stepId: 'release', depId: 'docs', soft: true }], {})
    await review.open('Remove docs', REMOVE)
    await review.apply()
    expect([review.current()?.failure, source.workspace.view.nodes['docs']]).toEqual([
      undefined,
      undefined,
    ])
  })
})

describe('openDemoSource', () => {
  test('runs nothing and says what to do instead', async () => {
    const { source } = desk()
    const result = await source.apply([{ action: 'run.runnable' }], {})
    expect(result.ok ? 'ran' : result.failure.code).toBe('RUNTIME_UNAVAILABLE')
  })
})
