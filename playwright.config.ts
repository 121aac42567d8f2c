import { defineConfig } from 'playwright/test'

/** End-to-end tests in Debian's Chromium, one after the other: they share two cores with what they start. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
})
