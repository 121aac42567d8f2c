import { createPatch } from 'diff'
import { expect } from 'vitest'
import { unwrap } from '../../../shared/failure.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { editSequence } from '../../../shared/yaml/edit-sequence.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'

/** A copy of the sequence changed by hand. */
function changed(sequence: Sequence, change: (draft: Sequence) => void): Sequence {
  const draft = structuredClone(sequence)
  change(draft)
  return draft
}

/** The text after an edit, which is read again and compared first. */
export function edit(text: string, change: (draft: Sequence) => void): string {
  const document = unwrap(parseSequence(text))
  const next = changed(document.sequence, change)
  const edited = unwrap(editSequence(document, next))
  expect(unwrap(parseSequence(edited.text)).sequence).toEqual(next)
  return edited.text
}

/** The lines that an edit takes out and puts in, as a unified diff shows them without context. */
export function diff(text: string, change: (draft: Sequence) => void): string {
  const patch = createPatch('', text, edit(text, change), '', '', { context: 0 })
  return patch
    .split('\n')
    .filter((line) => /^[-+]/.test(line) && !/^(---|\+\+\+)/.test(line))
    .join('\n')
}

/** The step of an id. */
export function step(sequence: Sequence, id: string): Step {
  const found = sequence.steps.find((one) => one.id === id)
  if (!found) throw new Error(`no step ${id}`)
  return found
}
