import { applyTextPatch, invertTextPatch, type TextPatch, textPatch } from '../diff/text-patch.ts'
import { ok, type Result } from '../result.ts'
import type { PromptState } from './journal.ts'

/** One prompt file before and after; null where there is none. */
export interface PromptTransition {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** One commit as a value that can be undone and redone to the byte. */
export interface HistoryEntry {
  /** What turns the text of sequence.yaml before into the one after. */
  readonly text: TextPatch
  readonly prompts: readonly PromptTransition[]
}

/** What applying an entry gives. */
export interface AppliedHistory {
  readonly text: string
  /** What each touched prompt file holds then. */
  readonly prompts: readonly PromptState[]
}

/** The entry for a commit, from the texts before and after it. Prompt files that are the same are left out. */
export function historyEntry(
  beforeText: string,
  afterText: string,
  prompts: readonly PromptTransition[],
): HistoryEntry {
  return {
    text: textPatch(beforeText, afterText),
    prompts: prompts.filter(({ before, after }) => before !== after),
  }
}

/** The entry that takes another one back. */
export function invertHistory(entry: HistoryEntry): HistoryEntry {
  return {
    text: invertTextPatch(entry.text),
    prompts: entry.prompts.map(({ path, before, after }) => ({
      path,
      before: after,
      after: before,
    })),
  }
}

/** The text of sequence.yaml and the prompt files after an entry; refused when the text is not the one before. */
export function applyHistory(text: string, entry: HistoryEntry): Result<AppliedHistory> {
  const patched = applyTextPatch(text, entry.text)
  if (!patched.ok) return patched
  const prompts = entry.prompts.map(({ path, after }) => ({ path, text: after }))
  return ok({ text: patched.value, prompts })
}
