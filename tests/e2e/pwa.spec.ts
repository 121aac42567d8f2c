import { expect, test } from '../support/web-fixtures.ts'
import { gitRepo } from '../support/web-repo.ts'

const SEQUENCE = `version: "1.0"
name: Offline test
steps:
  - { id: only, name: Only step, type: base, model: codex }
`

async function waitForWorker(page: import('playwright').Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((done) => {
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true })
    })
  })
}

test('the app can be installed from a bridge: manifest, icons and worker are in order', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = gitRepo(folder, 'project', { '.threados/sequence.yaml': SEQUENCE })
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(bridge.url)
  await waitForWorker(page)
  const session = await page.context().newCDPSession(page)
  const manifest = await session.send('Page.getAppManifest')
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect([manifest.errors, installabilityErrors]).toEqual([[], []])
  const { icons, name, start_url } = JSON.parse(manifest.data ?? '')
  expect([name, start_url]).toEqual(['ThreadOS', '/'])
  for (const icon of icons) {
    const answer = await page.request.get(`${bridge.url}${icon.src}`)
    expect(answer.status(), icon.src).toBe(200)
  }
})

test('with its server gone the app opens, and tells what is missing', async ({
  page,
  folder,
  bridgeFor,
}) => {
  const repo = gitRepo(folder, 'project', { '.threados/sequence.yaml': SEQUENCE })
  const bridge = await bridgeFor(repo, 'direct')
  await page.goto(`${bridge.url}/#pair=${bridge.linkCode}`)
  await expect(page.locator('[data-node="only"]')).toBeVisible()
  await waitForWorker(page)
  await bridge.stop()
  await expect(page.getByText('The bridge does not answer.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('The bridge is not running')).toBeVisible()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByTestId('open-demo').click()
  await expect(page.locator('[data-node="fuse"]')).toBeVisible()
})

test('the first load stays under 120 KB of compressed code and style', async ({ page, site }) => {
  const { gzipSync } = await import('node:zlib')
  const sizes: Record<string, number> = {}
  page.on('response', async (response) => {
    const url = new URL(response.url())
    if (!/\.(js|css)$|\/$/.test(url.pathname) || response.fromServiceWorker()) return
    sizes[url.pathname] = gzipSync(await response.body(), { level: 9 }).length
  })
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  await page.goto(site.url)
  await expect(page.getByTestId('open-folder')).toBeVisible()
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
  test.info().annotations.push({ type: 'first load', description: `${total} bytes` })
  expect(total).toBeGreaterThan(10_000)
  expect(total).toBeLessThan(120 * 1024)
})
