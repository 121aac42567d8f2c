/** A text that somebody began to write, and the text of the file that it began from. */
export interface Draft {
  readonly base: string
  readonly text: string
}

const PREFIX = 'threados.draft.'

function keyOf(repo: string, stepId: string): string {
  return `${PREFIX}${repo} ${stepId}`
}

/** The draft that this device keeps of a step's prompt. What is no draft any more is dropped. */
export function readDraft(storage: Storage, repo: string, stepId: string): Draft | undefined {
  const kept = storage.getItem(keyOf(repo, stepId))
  if (kept === null) return undefined
  try {
    const value: unknown = JSON.parse(kept)
    if (typeof value === 'object' && value !== null && 'base' in value && 'text' in value) {
      const { base, text } = value
      if (typeof base === 'string' && typeof text === 'string') return { base, text }
    }
  } catch {
    // Not ours, or cut off: there is nothing in it to bring back.
  }
  storage.removeItem(keyOf(repo, stepId))
  return undefined
}

/** Keeps a draft on this device until it is saved or discarded. False when there is no room for it. */
export function keepDraft(storage: Storage, repo: string, stepId: string, draft: Draft): boolean {
  try {
    storage.setItem(keyOf(repo, stepId), JSON.stringify(draft))
    return true
  } catch {
    // The storage is full or switched off; the text is still in the editor, and people are told.
    return false
  }
}

/** Forgets a draft. */
export function dropDraft(storage: Storage, repo: string, stepId: string): void {
  storage.removeItem(keyOf(repo, stepId))
}
