import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TypedKeys } from '../../shared/schema/keys.ts'

const PREFIX = '.keys-'
const HALF = '.half-keys-'
/** Keys that this process has sent: its own come in their order, whatever the clock does meanwhile. */
let sent = 0

/**
 * Leaves keys for the runner of an attempt, in the attempt's own folder: so they reach the step that was meant,
 * whichever pane of a session is in front, and there is no terminal through which others could get them.
 */
export function requestKeys(folder: string, { text, ends }: TypedKeys): void {
  sent += 1
  const order = `${String(Date.now()).padStart(15, '0')}-${String(sent).padStart(9, '0')}`
  const name = `${order}-${randomBytes(4).toString('hex')}`
  const half = join(folder, `${HALF}${name}`)
  writeFileSync(half, `${ends ? 'ends' : 'goes on'}\n${text}`, { mode: 0o600 })
  renameSync(half, join(folder, `${PREFIX}${name}`))
}

/** Takes the keys that were left for an attempt, oldest first. What was typed stays nowhere. */
export function takeKeys(folder: string): TypedKeys[] {
  const names = readdirSync(folder).filter((name) => name.startsWith(PREFIX))
  return names.sort().map((name) => {
    const path = join(folder, name)
    const content = readFileSync(path, 'utf8')
    rmSync(path, { force: true })
    const cut = content.indexOf('\n')
    return { text: content.slice(cut + 1), ends: content.slice(0, cut) === 'ends' }
  })
}
