import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Lets a dropped folder be written without the dialog that no test can click, and asks no server about files. */
const PREFERENCES = {
  profile: {
    default_content_setting_values: { file_system_write_guard: 1, file_system_read_guard: 1 },
  },
  safebrowsing: { enabled: false },
}

/** A browser with an empty profile of its own, and the way to end it. */
export interface FreshBrowser {
  readonly context: BrowserContext
  readonly close: () => Promise<void>
}

/** Starts Chromium (THREADOS_CHROMIUM, or Debian's) with an empty profile at 1440 × 900. */
export async function startChromium(): Promise<FreshBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'threados-chromium-'))
  mkdirSync(join(profile, 'Default'), { recursive: true })
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['THREADOS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: FLAGS,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Drops a folder or a file of the disk on an element, as a person with a mouse would. */
export async function dropOn(page: Page, selector: string, path: string): Promise<void> {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error(`there is no ${selector} to drop on`)
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  }
  await session.detach()
}

/** Opens the app's first page and drops a folder of the disk on it. */
export async function openFolder(page: Page, url: string, folder: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('open-folder').waitFor()
  await dropOn(page, '[data-testid="welcome"]', folder)
}
