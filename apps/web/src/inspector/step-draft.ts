import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { dependenciesOf, softDependenciesOf } from '../../../../shared/schema/defaults.ts'
import type { Step } from '../../../../shared/schema/step.ts'

/** A step's fields as texts, while somebody edits them. */
export interface StepDraft {
  readonly name: string
  readonly lane: string
  readonly model: string
  /** One argument a line. */
  readonly command: string
  /** Ids with commas or spaces between them. */
  readonly dependsOn: string
  readonly after: string
  /** Seconds; empty for the policy's default. */
  readonly timeout: string
}

/** What is wrong with a draft, by field; every sentence says what to write instead. */
export type DraftErrors = Partial<Record<keyof StepDraft, string>>

/** The texts that an edit begins with. */
export function draftOf(step: Step): StepDraft {
  return {
    name: step.name,
    lane: step.lane ?? '',
    model: step.model,
    command: (step.command ?? []).join('\n'),
    dependsOn: dependenciesOf(step).join(', '),
    after: softDependenciesOf(step).join(', '),
    timeout: step.timeout_ms === undefined ? '' : String(step.timeout_ms / 1000),
  }
}

function idsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((id) => id !== '')
}

function argumentsIn(text: string): string[] {
  const lines = text.split('\n')
  // The end of the last line is no argument of its own.
  return lines[lines.length - 1] === '' ? lines.slice(0, -1) : lines
}

function unknownIds(text: string, known: ReadonlySet<string>, own: string): string | undefined {
  const ids = idsIn(text)
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0) return `There is no step or gate ${unknown.join(', ')}.`
  return ids.includes(own) ? 'A step can not wait for itself.' : undefined
}

/** Checks what can be told at once; the proposal checks the rest. */
export function checkDraft(draft: StepDraft, step: Step, known: ReadonlySet<string>): DraftErrors {
  const errors: DraftErrors = {}
  if (draft.name.trim() === '') errors.name = 'Every step has a name.'
  if (draft.model.trim() === '') errors.model = 'Name an agent, as in codex, or shell.'
  if (draft.model === 'shell' && argumentsIn(draft.command).length === 0) {
    errors.command = 'A shell step needs a command: the program on the first line.'
  }
  const dependsOn = unknownIds(draft.dependsOn, known, step.id)
  const after = unknownIds(draft.after, known, step.id)
  if (dependsOn) errors.dependsOn = dependsOn
  if (after) errors.after = after
  const seconds = Number(draft.timeout)
  if (draft.timeout.trim() !== '' && !(seconds > 0 && seconds <= 604_800)) {
    errors.timeout = 'Write seconds, from 0.001 to 604800 (seven days), or nothing.'
  }
  return errors
}

function fieldsOf(draft: StepDraft) {
  const isShell = draft.model.trim() === 'shell'
  return {
    name: draft.name.trim(),
    lane: draft.lane.trim() || null,
    model: draft.model.trim(),
    command: isShell ? argumentsIn(draft.command) : null,
    dependsOn: idsIn(draft.dependsOn),
    after: idsIn(draft.after),
    timeoutMs: draft.timeout.trim() === '' ? null : Math.round(Number(draft.timeout) * 1000),
  }
}

/** The actions that make a step what the draft says; none when nothing changed. */
export function actionsFor(step: Step, draft: StepDraft): RawAction[] {
  const before = fieldsOf(draftOf(step))
  const after = fieldsOf(draft)
  const changed = Object.entries(after).filter(
    ([name, value]) =>
      JSON.stringify(value) !==
      JSON.stringify(Object.getOwnPropertyDescriptor(before, name)?.value),
  )
  if (changed.length === 0) return []
  return [{ action: 'step.edit', id: step.id, ...Object.fromEntries(changed) }]
}
