import { defineConfig } from 'playwright/test'

/** End-to-end tests in Debian's Chromium, one after the other: they share two cores with what they start. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Another build of the browser may smooth letters otherwise; a thing that moved or vanished is more than this.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, threshold: 0.2 },
  },
  snapshotPathTemplate: 'docs/images/ui/{arg}{ext}',
  // A picture that is missing is a failure; `npm run pictures` takes it.
  updateSnapshots: 'none',
  reporter: [['list']],
})
