import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FULL, told } from './effort.ts'
import { installMemoryFs } from './memory-fs.ts'
import { pointsOf, sceneOf, tryPoint } from './sweep.ts'
import { WORKLOADS } from './workloads.ts'

beforeAll(() => {
  installMemoryFs()
  // Processes that are killed here leave their timers behind.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

let points = 0
afterAll(() => told(`crash points in commits: ${points}`))

test.each(WORKLOADS)(
  '$name: old or new after any fault at any operation',
  async (workload) => {
    const scene = await sceneOf(workload)
    const problems: string[] = []
    for (const [index, point] of pointsOf(scene).entries()) {
      if (!FULL && index % (workload.every ?? 2) > 0) continue
      points += 1
      problems.push(...(await tryPoint(scene, point)))
    }
    expect(problems.slice(0, 10)).toEqual([])
  },
  120_000,
)
