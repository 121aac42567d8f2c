import { createEffect, createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { createWorkspace } from '../../../apps/web/src/workspace/workspace.ts'

test('x', () => {
  let n = 0
  createRoot(() => {
    const w = createWorkspace()
    createEffect(() => {
      w.view.name
      n++
    })
  })
  expect(n).toBe(1)
})
