import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright'
import { test as base, expect } from 'playwright/test'
import { type BridgeOptions, ROOT, type RunningBridge, startBridge } from './bridge.ts'
import { type ChatProvider, startChatProvider } from './chat-provider.ts'
import { startChromium } from './web-chromium.ts'
import { makeFolder } from './web-repo.ts'
import { type FileServer, serveBuiltApp } from './web-server.ts'

/** What a page complained about: nothing of this may ever happen. */
export interface Complaints {
  readonly list: string[]
}

interface Fixtures {
  /** A fresh folder for this test. */
  readonly folder: string
  /** A page in a browser of its own; errors and violations of the security policy fail the test. */
  readonly page: Page
  readonly complaints: Complaints
  /** A model provider on loopback. */
  readonly provider: ChatProvider
  /** Starts bridges that end with the test. */
  readonly bridgeFor: (
    repo: string,
    executor: 'mprocs' | 'direct',
    more?: Pick<BridgeOptions, 'port' | 'env'>,
  ) => Promise<RunningBridge>
}

interface WorkerFixtures {
  /** The built app without a bridge. */
  readonly site: FileServer
}

async function listenFor(page: Page, list: string[]): Promise<void> {
  page.on('pageerror', (error) => list.push(`error: ${error.message}`))
  await page.exposeFunction('reportViolation', (text: string) => list.push(`policy: ${text}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report: unknown = Reflect.get(window, 'reportViolation')
      if (typeof report === 'function') report(`${event.violatedDirective} ${event.sourceFile}`)
    })
  })
}

/** Playwright's test with a browser, folders and bridges of ThreadOS. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const server = await serveBuiltApp()
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  folder: async ({}, use) => {
    const folder = makeFolder()
    await use(folder.path)
    folder.remove()
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  complaints: async ({}, use) => {
    const complaints: Complaints = { list: [] }
    await use(complaints)
    expect(complaints.list).toEqual([])
  },
  page: async ({ complaints }, use) => {
    const browser = await startChromium()
    const page = browser.context.pages()[0] ?? (await browser.context.newPage())
    await listenFor(page, complaints.list)
    await use(page)
    await browser.close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  provider: async ({}, use) => {
    const provider = await startChatProvider()
    await use(provider)
    await provider.close()
  },
  bridgeFor: async ({ folder }, use) => {
    const bridges: RunningBridge[] = []
    await use(async (repo, executor, more) => {
      const bridge = await startBridge({
        repo,
        executor,
        dataFolder: join(folder, 'data'),
        ...more,
      })
      bridges.push(bridge)
      return bridge
    })
    await Promise.all(bridges.map((bridge) => bridge.stop()))
  },
})

export { expect }

/** What axe has to say about the page as it stands, in one theme. */
export async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const library: unknown = Reflect.get(window, 'axe')
    // The library was put into the page a line above; its types are not made for this.
    const { run } = library as { run: () => Promise<{ violations: AxeViolation[] }> }
    const found = await run()
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    )
  })
}

interface AxeViolation {
  readonly id: string
  readonly nodes: readonly {
    readonly target: readonly string[]
    readonly failureSummary?: string
  }[]
}

/** Checks the page with axe in both themes; it ends in the dark one. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    expect(await violations(page), `in the ${colorScheme} theme`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'no-preference' })
}

/** The colours of a picture. */
export type Theme = 'light' | 'dark'

/**
 * Takes pictures of the page, one in each of these themes: for the documents when THREADOS_PICTURES is set,
 * else only for the report of the test.
 */
export async function takePictures(
  page: Page,
  name: string,
  themes: readonly Theme[] = ['light', 'dark'],
): Promise<void> {
  const isForDocuments = process.env['THREADOS_PICTURES'] !== undefined
  const folder = isForDocuments ? join(ROOT, 'docs', 'images') : test.info().outputDir
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
}
