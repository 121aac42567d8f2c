import { defineConfig } from 'playwright/test'

/** End-to-end tests in Debian's Chromium, two files at a time: each mostly waits for what it started. */
export default defineConfig({
  testDir: 'tests/e2e',
  // Once for all workers, which would build into each other's hands.
  globalSetup: './tests/support/build.ts',
  outputDir: 'test-results',
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // A share of the page would let a card's other state through: a letter or two is all that may differ. The
    // colours are those of the pictures' palettes, which come near enough to the real ones.
    toHaveScreenshot: { maxDiffPixels: 40, threshold: 0.1 },
  },
  snapshotPathTemplate: 'docs/images/ui/{arg}{ext}',
  // A picture that is missing is a failure; `npm run pictures` takes it.
  updateSnapshots: 'none',
  reporter: [['list']],
})
