// Everything in this file runs inside the measured page; it is sent there as text.

/** What the page's probe offers to the measurement. */
export interface Probe {
  /** Milliseconds from the plan's arrival to the frame with the first node, and to the page's first paint. */
  readonly started: () => { readonly firstNode: number; readonly firstPaint: number }
  /** Turns the wheel once a frame and gives the time between frames. */
  readonly wheel: (turn: Turn, frames: number) => Promise<number[]>
  /** Watches for this long without touching anything: the time between frames. */
  readonly frames: (ms: number) => Promise<number[]>
  /** The same for tasks longer than 50 ms. It asks for no frames: those would be work of the probe. */
  readonly longTasks: (ms: number) => Promise<number[]>
  /** Times of the marks with this name that the page left. */
  readonly measures: (name: string) => number[]
}

/** One turn of the wheel; `ctrl` zooms. It goes back and forth `waves` times. */
export interface Turn {
  readonly dx: number
  readonly dy: number
  readonly ctrl: boolean
  readonly waves: number
}

declare global {
  interface Window {
    probe: Probe
    planArrived?: number
    change?: (count: number) => void
  }
}

/** Puts `window.probe` into the page, before anything else runs there. */
export function installProbe(surface: string): void {
  const nextFrame = () => new Promise<number>((done) => requestAnimationFrame(done))
  let firstNode = 0
  const waitForNode = () => {
    if (document.querySelector('[data-node]')) {
      requestAnimationFrame((at) => {
        firstNode = at
      })
    } else requestAnimationFrame(waitForNode)
  }
  requestAnimationFrame(waitForNode)
  const Original = window.WebSocket
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', () => {
        window.planArrived ??= performance.now()
      })
    }
  }
  window.probe = {
    started: () => ({
      firstNode: firstNode - (window.planArrived ?? 0),
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    }),
    wheel: async ({ dx, dy, ctrl, waves }, count) => {
      const target = document.querySelector(surface)
      const frames: number[] = []
      let last = await nextFrame()
      for (let at = 0; at < count; at++) {
        const sign = Math.floor((at / count) * waves * 2) % 2 === 0 ? 1 : -1
        const options = {
          deltaX: dx * sign,
          deltaY: dy * sign,
          ctrlKey: ctrl,
          clientX: 500,
          clientY: 400,
        }
        target?.dispatchEvent(
          new WheelEvent('wheel', { ...options, bubbles: true, cancelable: true }),
        )
        const now = await nextFrame()
        frames.push(now - last)
        last = now
      }
      return frames
    },
    frames: async (ms) => {
      const frames: number[] = []
      const end = performance.now() + ms
      let last = await nextFrame()
      while (last < end) {
        const now = await nextFrame()
        frames.push(now - last)
        last = now
      }
      return frames
    },
    longTasks: async (ms) => {
      const found: number[] = []
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) found.push(entry.duration)
      })
      observer.observe({ type: 'longtask' })
      await new Promise((done) => setTimeout(done, ms))
      observer.disconnect()
      return found
    },
    measures: (name) => performance.getEntriesByName(name).map((entry) => entry.duration),
  }
}
