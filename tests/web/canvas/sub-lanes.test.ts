import { describe, expect, test } from 'vitest'
import { layOut } from '../../../apps/web/src/canvas/layout.ts'
import { layoutInputOf } from '../../../apps/web/src/canvas/layout-input.ts'
import { laneTitle, ownLane } from '../../../apps/web/src/canvas/sub-lanes.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { planOf, stepOf } from '../../support/web-sequences.ts'

function pictureOf(steps: readonly Step[], folded: readonly string[] = []) {
  return layOut(layoutInputOf(planOf(...steps), new Set(folded)))
}

const SPAWNING = [
  stepOf('lead', { type: 'b', orchestrator: true, lane: 'build' }),
  stepOf('other', { lane: 'check' }),
  stepOf('child-1', { parent: 'lead', depends_on: ['lead'] }),
  stepOf('child-2', { parent: 'lead', depends_on: ['lead'], lane: 'check' }),
]

describe('rows inside a lane', () => {
  test('what an orchestrator spawned stands right below it, unless somebody moved it elsewhere', () => {
    const { lanes, nodes } = pictureOf(SPAWNING)
    expect(lanes.map(({ name }) => laneTitle(name))).toEqual([
      { title: 'build', isInner: false },
      { title: 'by lead', isInner: true },
      { title: 'check', isInner: false },
    ])
    const inner = lanes[1]
    const child = nodes.get('child-1')
    expect(child && inner && child.y > inner.y && child.y < inner.y + inner.height).toBe(true)
    expect(nodes.get('child-2')?.lane).toBe('check')
    expect(ownLane(inner?.name ?? '')).toBe('build')
  })

  test('a watchdog has a row below the step that it watches; long steps are wide', () => {
    const { lanes, nodes } = pictureOf([
      stepOf('soak', { type: 'l', lane: 'check' }),
      stepOf('dog', { watchdog_for: 'soak' }),
    ])
    expect(lanes.map(({ name }) => laneTitle(name).title)).toEqual(['check', 'watches soak'])
    expect(nodes.get('soak')?.width).toBeGreaterThan(nodes.get('dog')?.width ?? 0)
  })

  test('steps that name each other as parents are drawn all the same', () => {
    const { nodes } = pictureOf([stepOf('a', { parent: 'b' }), stepOf('b', { parent: 'a' })])
    expect([...nodes.keys()]).toEqual(['a', 'b'])
  })
})

describe('a folded group', () => {
  const GROUPED = [
    stepOf('start'),
    stepOf('left', { group_id: 'both', depends_on: ['start'] }),
    stepOf('right', { group_id: 'both', depends_on: ['start'] }),
    stepOf('end', { depends_on: ['left', 'right'] }),
  ]

  test('is one card with every edge once', () => {
    const { nodes, edges, groups } = pictureOf(GROUPED, ['both'])
    expect([...nodes.keys()]).toEqual(['start', 'group:both', 'end'])
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'start group:both',
      'group:both end',
    ])
    expect(groups).toEqual([])
  })

  test('unfolded, it has a boundary around its members', () => {
    expect(pictureOf(GROUPED).groups.map(({ name }) => name)).toEqual(['both'])
  })
})
