import { z } from 'zod'
import { ok } from '../../result.ts'
import { promptPathOf } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import { defaultPromptPath } from '../../schema/paths.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import { WorkspaceKindSchema } from '../../schema/step-words.ts'
import { defineAction, type PromptChange } from '../define.ts'
import { findNode, insertSteps, requireFreeId, requireStep, without } from '../edits.ts'
import { checkMadeId } from '../limits.ts'
import { StepIdSchema } from '../parameters.ts'
import { hasPrompt } from '../prompts.ts'

/** `<id>-copy`, or the first of `<id>-copy-2`, `-3`, … that is free. */
function freeCopyId(sequence: Sequence, id: string): string {
  const first = `${id}-copy`
  let candidate = first
  for (let number = 2; findNode(sequence, candidate); number += 1) candidate = `${first}-${number}`
  return candidate
}

function copyName(name: string): string {
  const suffix = ' (copy)'
  return `${name.slice(0, 200 - suffix.length)}${suffix}`
}

function promptOfCopy(original: Step, copy: Step): PromptChange[] {
  if (!hasPrompt(original)) return []
  return [{ kind: 'copy', from: promptPathOf(original), path: defaultPromptPath(copy.id) }]
}

/** `step.clone`: a second step like the first, with its own copy of the prompt. */
export const stepClone = defineAction({
  name: 'step.clone',
  kind: 'edit',
  title: 'Clone step',
  description:
    'Adds a copy of a step right behind it, with the same dependencies and its own copy of the prompt. Nothing depends on the copy, and it has not run.',
  parameters: z.strictObject({
    id: StepIdSchema,
    newId: NodeIdSchema.describe('Id of the copy; <id>-copy unless given').optional(),
    workspace: WorkspaceKindSchema.describe('Workspace of the copy').optional(),
  }),
  positional: ['id', 'newId'],
  destructive: false,
  reversible: true,
  apply(sequence, { id, newId, workspace }) {
    const found = requireStep(sequence, id)
    if (!found.ok) return found
    const copyId = newId ?? freeCopyId(sequence, id)
    for (const check of [checkMadeId(copyId), requireFreeId(sequence, copyId)]) {
      if (!check.ok) return check
    }
    const original = found.value
    const copy: Step = {
      ...without(original, 'status', 'prompt_file'),
      id: copyId,
      name: copyName(original.name),
      ...(workspace === undefined ? {} : { workspace }),
    }
    // A shell step without a prompt of its own gets none; with one, the copy must name it to have it read.
    if (original.model === 'shell' && original.prompt_file !== undefined) {
      copy.prompt_file = defaultPromptPath(copyId)
    }
    return ok({
      sequence: insertSteps(sequence, [copy], id),
      prompts: promptOfCopy(original, copy),
    })
  },
  describe({ id, newId }) {
    return newId === undefined ? `Clone step ${id}` : `Clone step ${id} as ${newId}`
  },
})
