import type { CDPSession, Page } from 'playwright'
import { startChromium } from '../support/web-chromium.ts'
import { installProbe, type Turn } from './probe.ts'

/** A page to measure: where it is, what to turn the wheel over, and how statuses change in it. */
export interface Subject {
  readonly url: string
  /** Selector of the element that pans and zooms. */
  readonly surface: string
  readonly change: (page: Page, count: number) => Promise<void>
}

/** What one page took with one plan. Times in milliseconds, memory in bytes. */
export interface Figures {
  readonly firstPaint: number
  /** From the plan's arrival in the page to the frame with its first node. */
  readonly firstNode: number
  readonly pan: Spread
  readonly zoom: Spread
  /** Frames while 200 nodes change their status each second. */
  readonly storm: Spread
  /** One status change a second: the longest task over 50 ms, and the main thread's share. */
  readonly quiet: { readonly longestTask: number; readonly share: number }
  /** The layout itself, wherever it ran. */
  readonly layout: number
  readonly heap: number
}

interface Spread {
  readonly p50: number
  readonly p95: number
}

const PAN: Turn = { dx: 24, dy: 10, ctrl: false, waves: 1 }
const ZOOM: Turn = { dx: 0, dy: 14, ctrl: true, waves: 2 }
const FRAMES = 180

function spread(frames: readonly number[]): Spread {
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

/** Changes this many statuses once a second while the page is watched. */
async function changeEachSecond(page: Page, subject: Subject, count: number, seconds: number) {
  for (let second = 0; second < seconds; second++) {
    await subject.change(page, count)
    await page.waitForTimeout(second === seconds - 1 ? 500 : 1000)
  }
}

/** Measures a page in a browser of its own. */
export async function measure(subject: Subject): Promise<Figures> {
  const browser = await startChromium()
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage())
    await page.addInitScript(installProbe, subject.surface)
    await page.addInitScript(() => localStorage.setItem('threados.token', 'bench'))
    await page.goto(subject.url)
    await page.waitForSelector('[data-node]', { timeout: 120_000 })
    await page.waitForTimeout(1000)
    const started = await page.evaluate(() => window.probe.started())
    const [layout = 0] = await page.evaluate(() => window.probe.measures('threados-layout'))
    const wheel = (turn: Turn) =>
      page.evaluate(([way, frames]) => window.probe.wheel(way, frames), [turn, FRAMES] as const)
    const pan = spread(await wheel(PAN))
    const zoom = spread(await wheel(ZOOM))
    const frames = page.evaluate(() => window.probe.frames(4000))
    await changeEachSecond(page, subject, 200, 4)
    const storm = spread(await frames)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const before = await taskSeconds(session)
    const longTasks = page.evaluate(() => window.probe.longTasks(5000))
    await changeEachSecond(page, subject, 1, 5)
    const longestTask = Math.max(0, ...(await longTasks))
    const share = ((await taskSeconds(session)) - before) / 5
    return {
      ...started,
      pan,
      zoom,
      storm,
      quiet: { longestTask, share },
      layout,
      heap: await heapBytes(session),
    }
  } finally {
    await browser.close()
  }
}
