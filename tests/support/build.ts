import { ensureBuilt } from '../../apps/launcher/setup.mjs'

/** Before any test: the built programs are those of today's sources. */
// biome-ignore lint/style/noDefaultExport: Playwright and Vitest both take the default export of such a file
export default async function setup(): Promise<void> {
  await ensureBuilt()
}
