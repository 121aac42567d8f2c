import type { Page } from 'playwright'
import { pictureFile, type ShotName, SIZES } from './picture-catalogue.ts'
import { expect, test, violations } from './web-fixtures.ts'

/** What running and waiting times in the pictures are counted from. */
export const NOW = new Date('2026-02-07T10:00:00Z')

/** Brings a page into the state in which pictures are taken of it, before it is opened. */
export async function makeStill(page: Page): Promise<void> {
  // The browser offers to install the app when it likes, and the settings grow by a row.
  await page.addInitScript(() =>
    window.addEventListener('beforeinstallprompt', (event) => event.stopImmediatePropagation()),
  )
  await page.clock.setFixedTime(NOW)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
}

/** True when the pictures are taken anew. */
function isTaking(): boolean {
  return test.info().config.updateSnapshots === 'all'
}

/** Themes that are compared at a width: each in one of the sizes, all of them when the pictures are taken anew. */
function themesAt(width: number): readonly ('light' | 'dark')[] {
  if (isTaking()) return ['light', 'dark']
  return width === SIZES[0].width ? ['dark'] : ['light']
}

/** Compares the page with its reference pictures, and asks axe about it in both themes. */
export async function compare(page: Page, name: ShotName): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    // A menu that is about to close still hides the button from its role, so that is no sign of its absence.
    const isOpen = (await page.getByRole('dialog').count()) > 0
    if (!isOpen && (await page.locator('[aria-label="Show everything (0)"]').isVisible())) {
      await page.getByRole('button', { name: 'Show everything (0)' }).click()
    }
    await page.mouse.move(0, 0)
    for (const theme of themesAt(size.width)) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await expect.soft(page).toHaveScreenshot(pictureFile(name, size.width, theme))
      if (isTaking()) continue
      expect.soft(await violations(page), `${name} in the ${theme} theme`).toEqual([])
    }
  }
  await page.setViewportSize(SIZES[0])
}
