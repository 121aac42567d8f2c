import { ensureBuilt } from '../../apps/launcher/setup.mjs'

/** Before any test: the built programs are those of today's sources. */
export async function setup(): Promise<void> {
  await ensureBuilt()
}
