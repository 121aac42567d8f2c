import { createByteRedactor } from '../../../shared/policy/redact.ts'
import { loadPolicy } from '../../local/load-policy.ts'
import { ownDataFolder } from '../../local/user-data.ts'
import { readCommand } from '../attempt-folder.ts'
import type { RedactorMaker } from './redactor.ts'

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Hides secrets in an attempt's output: what the built-in rules know, and the patterns of the policy. A policy
 * that can't be read keeps the attempt from starting, so the built-in rules are enough then.
 */
export function redactorFor(attemptFolder: string): RedactorMaker {
  const command = readCommand(attemptFolder)
  const loaded = command.ok ? loadPolicy(command.value.root, ownDataFolder(), undefined) : command
  const extra = loaded.ok ? loaded.value.policy.redact : []
  return () => {
    const redactor = createByteRedactor({ extra })
    return {
      push: (chunk) => asBuffer(redactor.push(chunk)),
      end: () => asBuffer(redactor.end()),
      get count() {
        return redactor.count
      },
    }
  }
}
