import { createEffect, createRoot } from 'solid-js'
import { describe, expect, test } from 'vitest'
import { isSameTopology } from '../../../apps/web/src/workspace/changes.ts'
import { createWorkspace, type Workspace } from '../../../apps/web/src/workspace/workspace.ts'
import type { WorkspaceState } from '../../../shared/protocol/state.ts'
import { attemptOf, planOf, stateOf, stepOf } from '../../support/web-sequences.ts'

/** Counts how often each thing that a screen shows is drawn. */
function watch(workspace: Workspace, ids: readonly string[]) {
  const drawn: Record<string, number> = {}
  const count = (name: string, read: () => unknown) =>
    createEffect(() => {
      read()
      drawn[name] = (drawn[name] ?? 0) + 1
    })
  const dispose = createRoot((end) => {
    for (const id of ids) count(id, () => workspace.view.nodes[id]?.status)
    count('layout', () => workspace.topology())
    count('name', () => workspace.view.name)
    return end
  })
  return { drawn, dispose }
}

function withStatus(state: WorkspaceState, id: string, status: 'RUNNING' | 'DONE'): WorkspaceState {
  const sequence = state.sequence
  if (!sequence) throw new Error('the state has no sequence')
  const steps = sequence.steps.map((step) => (step.id === id ? { ...step, status } : step))
  return { ...state, revision: `${state.revision}+`, sequence: { ...sequence, steps } }
}

describe('createWorkspace', () => {
  test('a status change of one step redraws that step alone and lays nothing out anew', () => {
    const workspace = createWorkspace()
    const state = stateOf(planOf(stepOf('a'), stepOf('b'), stepOf('c', { depends_on: ['a'] })))
    workspace.show(state)
    const { drawn, dispose } = watch(workspace, ['a', 'b', 'c'])
    workspace.show(withStatus(state, 'b', 'RUNNING'))
    expect(drawn).toEqual({ a: 1, b: 2, c: 1, layout: 1, name: 1 })
    dispose()
  })

  test('the same state in new objects redraws nothing', () => {
    const workspace = createWorkspace()
    const state = stateOf(planOf(stepOf('a'), stepOf('b')))
    workspace.show(state)
    const { drawn, dispose } = watch(workspace, ['a', 'b'])
    workspace.show(structuredClone(state))
    expect(drawn).toEqual({ a: 1, b: 1, layout: 1, name: 1 })
    dispose()
  })

  test('showing a state never changes the state before it', () => {
    const workspace = createWorkspace()
    const state = stateOf(planOf(stepOf('a')), { attempts: { a: attemptOf('a') } })
    const copy = structuredClone(state)
    workspace.show(state)
    const done = attemptOf('a', { status: 'DONE', exitCode: 0 })
    workspace.show({ ...withStatus(state, 'a', 'DONE'), attempts: { a: done } })
    expect(state).toEqual(copy)
    expect(workspace.view.attempts['a']).toEqual(done)
  })

  test('steps and attempts that are gone are gone from the view', () => {
    const workspace = createWorkspace()
    workspace.show(stateOf(planOf(stepOf('a'), stepOf('b')), { attempts: { b: attemptOf('b') } }))
    workspace.show(stateOf(planOf(stepOf('a'))))
    expect([workspace.view.nodes['b'], workspace.view.attempts['b']]).toEqual([
      undefined,
      undefined,
    ])
  })

  test('a file that became invalid leaves a failure and no sequence', () => {
    const workspace = createWorkspace()
    const { sequence: _gone, ...rest } = stateOf(planOf(stepOf('a')))
    workspace.show(stateOf(planOf(stepOf('a'))))
    workspace.show({ ...rest, failure: { code: 'YAML_SYNTAX', message: 'Broken.' } })
    expect([workspace.sequence(), workspace.topology(), workspace.view.failure?.message]).toEqual([
      undefined,
      undefined,
      'Broken.',
    ])
  })
})

describe('isSameTopology', () => {
  const plan = planOf(stepOf('a'), stepOf('b', { depends_on: ['a'] }))
  test.each([
    [
      'another status',
      planOf(stepOf('a', { status: 'DONE' }), stepOf('b', { depends_on: ['a'] })),
      true,
    ],
    ['another name', planOf(stepOf('a', { name: 'A' }), stepOf('b', { depends_on: ['a'] })), true],
    ['another edge', planOf(stepOf('a'), stepOf('b')), false],
    ['a soft edge', planOf(stepOf('a'), stepOf('b', { after: ['a'] })), false],
    ['another lane', planOf(stepOf('a', { lane: 'x' }), stepOf('b', { depends_on: ['a'] })), false],
    ['another order', planOf(stepOf('b', { depends_on: ['a'] }), stepOf('a')), false],
    ['a step less', planOf(stepOf('a')), false],
    ['a group', planOf(stepOf('a', { group_id: 'g' }), stepOf('b', { depends_on: ['a'] })), false],
  ])('%s: the picture stays = %#', (_what, other, expected) => {
    expect(isSameTopology(plan, other)).toBe(expected)
  })
})
