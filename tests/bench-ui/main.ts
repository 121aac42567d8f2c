// npm run bench:ui: how the app's picture holds up with many nodes, beside the same plan in React Flow. Prints a
// table and writes test-results/bench-ui.json. Sizes may be given: npm run bench:ui -- 1000 10000.

import { mkdirSync, writeFileSync } from 'node:fs'
import { ensureBuilt } from '../../apps/launcher/setup.mjs'
import { type Figures, measure } from './measure.ts'
import { layeredPlan } from './plan.ts'
import { startReference } from './reference.ts'
import { startScriptedBridge } from './scripted-bridge.ts'

const GOALS = 'Goals: first node < 1000, pan and zoom p95 < 33, longest task < 50, share < 5 %.'

async function measureApp(count: number): Promise<Figures> {
  const bridge = await startScriptedBridge(layeredPlan(count))
  try {
    return await measure({
      url: bridge.url,
      surface: '.canvas',
      change: async (_page, changed) => bridge.change(changed),
    })
  } finally {
    await bridge.close()
  }
}

async function measureReference(count: number): Promise<Figures> {
  const server = await startReference(layeredPlan(count))
  try {
    return await measure({
      url: server.url,
      surface: '.react-flow__pane',
      change: (page, changed) => page.evaluate((number) => window.change?.(number), changed),
    })
  } finally {
    await server.close()
  }
}

function row(name: string, figures: Figures): Record<string, string> {
  const both = ({ p50, p95 }: Figures['pan']) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`
  return {
    page: name,
    'first paint': figures.firstPaint.toFixed(0),
    'first node': figures.firstNode.toFixed(0),
    'pan p50/p95': both(figures.pan),
    'zoom p50/p95': both(figures.zoom),
    '200 changes/s': both(figures.storm),
    'longest task': figures.quiet.longestTask.toFixed(0),
    'share at 1/s': `${(figures.quiet.share * 100).toFixed(1)} %`,
    layout: figures.layout.toFixed(0),
    'heap MB': (figures.heap / 1e6).toFixed(0),
  }
}

await ensureBuilt()
const given = process.argv
  .slice(2)
  .map(Number)
  .filter((count) => count > 0)
const results: { page: string; nodes: number; figures: Figures }[] = []
for (const nodes of given.length > 0 ? given : [1000, 10_000]) {
  results.push({ page: 'ThreadOS', nodes, figures: await measureApp(nodes) })
  if (process.env['THREADOS_BENCH_ALONE'] === undefined) {
    results.push({ page: 'React Flow', nodes, figures: await measureReference(nodes) })
  }
}
// biome-ignore-start lint/suspicious/noConsole: the table is what this program is for
console.table(results.map(({ page, nodes, figures }) => row(`${page}, ${nodes}`, figures)))
console.log(`Times in ms. ${GOALS}`)
// biome-ignore-end lint/suspicious/noConsole: as above
mkdirSync('test-results', { recursive: true })
writeFileSync('test-results/bench-ui.json', JSON.stringify(results, null, 2))
