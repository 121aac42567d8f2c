import { promptPathOf } from '../schema/defaults.ts'
import { defaultPromptPath } from '../schema/paths.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import type { PromptChange } from './define.ts'

/** The prompt of a step that was given none: enough for an agent to begin, and a place to write more. */
export function defaultPromptText(name: string): string {
  return `# ${name}\n\nDo what the title says, in this repository. At the end, say what you changed and how you checked it.\n`
}

/** True when a step reads a prompt file: all do but shell steps that name none. */
export function hasPrompt(step: Step): boolean {
  return step.model !== 'shell' || step.prompt_file !== undefined
}

/** True when the step's prompt is the file that is named after it. */
export function hasDefaultPrompt(step: Step): boolean {
  return hasPrompt(step) && promptPathOf(step) === defaultPromptPath(step.id)
}

/** Ids of the other steps that read the same prompt file. */
export function promptSharers(sequence: Sequence, step: Step): string[] {
  const path = promptPathOf(step)
  return sequence.steps
    .filter((other) => other.id !== step.id && hasPrompt(other) && promptPathOf(other) === path)
    .map((other) => other.id)
}

/** What the prompt files need when a step is new: its text, or a default one where none is there. */
export function promptsOfNewStep(step: Step, text: string | undefined): PromptChange[] {
  const path = promptPathOf(step)
  if (text !== undefined) return [{ kind: 'write', path, text }]
  if (step.model === 'shell' || step.prompt_file !== undefined) return []
  return [{ kind: 'write', path, text: defaultPromptText(step.name), ifMissing: true }]
}
