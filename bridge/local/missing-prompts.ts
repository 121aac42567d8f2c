import { hasPrompt } from '../../shared/actions/prompts.ts'
import type { ProposedChange } from '../../shared/commit/propose.ts'
import { changedNodeSpan } from '../../shared/schema/changed-span.ts'
import { isStep, promptPathOf } from '../../shared/schema/defaults.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { readPrompt } from './prompt-files.ts'

/**
 * What a change should say about steps that come to read a prompt which nobody has written: no run could start
 * them. Steps whose prompt is the same as before are not looked at, so that a change of statuses reads no files.
 */
export function missingPromptNotes(
  root: string,
  before: Sequence,
  { document, prompts }: ProposedChange,
): string[] {
  const span = changedNodeSpan(before, document.sequence)
  const known = new Set(span.before.filter(isStep).filter(hasPrompt).map(promptPathOf))
  const written = new Set(prompts.filter(({ kind }) => kind !== 'remove').map(({ path }) => path))
  return span.after
    .filter(isStep)
    .filter((step) => hasPrompt(step) && !known.has(promptPathOf(step)))
    .flatMap((step) => {
      const path = promptPathOf(step)
      if (written.has(path)) return []
      const prompt = readPrompt(root, path)
      return prompt.ok && prompt.value === null
        ? [`The prompt of ${step.id} is not there yet: ${path}. Until it is, the step can't run.`]
        : []
    })
}
