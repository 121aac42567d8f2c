import type { RawAction } from '../../../../shared/protocol/methods.ts'

// What a person wants, as the actions that do it. Nothing here touches the world.

/** Start everything that could start now. */
export const runRunnable = (): RawAction[] => [{ action: 'run.runnable' }]

/** Start this step. */
export const runStep = (id: string): RawAction[] => [{ action: 'run.step', ids: [id] }]

/** End this step's running attempt. */
export const stopStep = (id: string): RawAction[] => [{ action: 'step.stop', id }]

/** Make a step that ended ready again, together with what ran on its output. */
export const resetStep = (id: string): RawAction[] => [{ action: 'step.reset', id }]

/** Take a step's result as good. */
export const acceptStep = (id: string): RawAction[] => [{ action: 'step.accept', id }]

/** Send a step's result back. */
export const rejectStep = (id: string): RawAction[] => [{ action: 'step.reject', id }]

/** Remove a step. */
export const removeStep = (id: string): RawAction[] => [{ action: 'step.rm', id }]

function withNote(action: string, id: string, note: string): RawAction[] {
  const text = note.trim()
  return [text === '' ? { action, id } : { action, id, note: text }]
}

/** Let what waits for this gate go on. */
export const approveGate = (id: string, note: string): RawAction[] =>
  withNote('gate.approve', id, note)

/** Hold everything behind this gate. */
export const blockGate = (id: string, note: string): RawAction[] => withNote('gate.block', id, note)

/** Replace the text of a step's prompt. */
export const writePrompt = (stepId: string, text: string): RawAction[] => [
  { action: 'prompt.write', stepId, text },
]
