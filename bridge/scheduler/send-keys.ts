import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { parseKeys } from '../../shared/schema/keys.ts'
import { hasEnded } from '../../shared/schema/run.ts'
import { requestKeys } from '../runner/key-requests.ts'
import type { AttemptStore } from './attempt-store.ts'

/** Types keys into the live attempt of a step, when its input was left open for that. */
export function sendKeys(store: AttemptStore, stepId: string, written: string): Result<undefined> {
  const place = store.newest().get(stepId)
  const record = place ? store.read(place) : undefined
  if (record && !record.ok) return record
  if (!place || !record?.value || hasEnded(record.value)) {
    return fail('ILLEGAL_TRANSITION', `Step "${stepId}" has no live attempt to type into.`)
  }
  const command = store.readCommand(place)
  if (!command.ok) return command
  if (command.value?.input !== true) {
    return fail('ILLEGAL_TRANSITION', `No key reaches step "${stepId}": its input is closed.`, {
      hint:
        record.value.model === 'shell'
          ? 'It stays open for shell steps that start while the policy allows keys: restart the step.'
          : 'An agent gets its prompt and then the end of its input: stop it, change its prompt, restart it.',
    })
  }
  const keys = parseKeys(written)
  if (!keys) return fail('INVALID_PARAMETERS', `"${written}" names a key that there is not.`)
  requestKeys(store.folderOf(place), keys)
  return ok(undefined)
}
