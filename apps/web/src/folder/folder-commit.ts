import type { PromptTransition } from '../../../../shared/commit/history.ts'
import type { PromptState } from '../../../../shared/commit/journal.ts'
import type { ProposedChange } from '../../../../shared/commit/propose.ts'
import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { fail } from '../../../../shared/failure.ts'
import { sha256Hex } from '../../../../shared/hash.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import { promptTransitions } from '../workspace/prompt-transitions.ts'
import type { FolderFiles } from './folder-files.ts'

/** Everything that one commit leaves in the files. */
export interface FolderChange {
  /** Revision of sequence.yaml that it was computed from, and the one that it gets. */
  readonly base: string
  readonly revision: string
  readonly text: string
  readonly prompts: readonly PromptState[]
}

/** What is needed of a folder to write into it. */
export type WritableFiles = Pick<FolderFiles, 'read' | 'readText' | 'write' | 'remove'>

/** A prompt's text; null when there is no such file. */
export async function readPromptFile(
  files: Pick<FolderFiles, 'readText'>,
  path: string,
): Promise<Result<string | null>> {
  const text = await files.readText(path)
  return text.ok ? ok(text.value ?? null) : text
}

/** Refuses when the file on disk is not the one that the change was computed from. */
async function checkUntouched(files: WritableFiles, base: string): Promise<Result<undefined>> {
  const bytes = await files.read(SEQUENCE_PATH)
  if (!bytes.ok) return bytes
  const revision = bytes.value ? sha256Hex(bytes.value) : ''
  if (revision === base) return ok(undefined)
  return fail('CONFLICT', 'The file was changed outside a moment ago; nothing was written.', {
    hint: 'Look at the change again on the new version.',
  })
}

/** Writes or removes prompt files, in this order. */
async function writePrompts(
  files: WritableFiles,
  prompts: readonly PromptState[],
): Promise<Result<undefined>> {
  for (const { path, text } of prompts) {
    const changed = text === null ? await files.remove(path) : await files.write(path, text)
    if (!changed.ok) return changed
  }
  return ok(undefined)
}

/** The prompt files that a change writes, as they are now. */
async function promptsNow(
  files: WritableFiles,
  prompts: readonly PromptState[],
): Promise<Result<readonly PromptState[]>> {
  const now: PromptState[] = []
  for (const { path } of prompts) {
    const text = await readPromptFile(files, path)
    if (!text.ok) return text
    now.push({ path, text: text.value })
  }
  return ok(now)
}

/** Writes new prompts, then sequence.yaml, if it is still the one that the change was computed from. */
async function writeFiles(
  files: WritableFiles,
  { base, revision, text }: FolderChange,
  prompts: readonly PromptState[],
): Promise<Result<undefined>> {
  const written = await writePrompts(files, prompts)
  if (!written.ok || revision === base) return written
  const untouched = await checkUntouched(files, base)
  return untouched.ok ? files.write(SEQUENCE_PATH, text) : untouched
}

/** Removes prompts that nothing needs any more. Whatever comes of it, the change itself is made by then. */
async function removePrompts(
  files: WritableFiles,
  prompts: readonly PromptState[],
): Promise<Result<undefined>> {
  const removed = await writePrompts(files, prompts)
  if (removed.ok) return removed
  const { code, message, at } = removed.failure
  return fail(
    code,
    `The change is made, but a prompt that it takes away is still there. ${message}`,
    {
      at,
      hint: 'Remove that file by hand.',
    },
  )
}

/**
 * Writes a change into the folder: new prompts first, then sequence.yaml, which is read back; then prompts go that
 * nothing needs any more. Nothing is written that could not be read again, or over a version that the change was not
 * computed from: a change that is refused on the way leaves the prompts as they were.
 */
export async function writeToFolder(
  files: WritableFiles,
  change: FolderChange,
): Promise<Result<undefined>> {
  const { base, revision, prompts } = change
  const readable = readSequence(new TextEncoder().encode(change.text), { file: SEQUENCE_PATH })
  if (!readable.ok) return readable
  const untouched = await checkUntouched(files, base)
  if (!untouched.ok) return untouched
  const isNew = ({ text }: PromptState) => text !== null
  const before = await promptsNow(files, prompts.filter(isNew))
  if (!before.ok) return before
  const putBack = async (refused: Result<undefined>) => {
    const restored = await writePrompts(files, before.value)
    return restored.ok ? refused : restored
  }
  const written = await writeFiles(files, change, prompts.filter(isNew))
  if (!written.ok) return putBack(written)
  const back = await files.read(SEQUENCE_PATH)
  if (!back.ok) return back
  if (!back.value || sha256Hex(back.value) !== revision) {
    const reason = 'Another program wrote the file at the same moment; look at it again.'
    return putBack(fail('CONFLICT', reason))
  }
  return removePrompts(
    files,
    prompts.filter((prompt) => !isNew(prompt)),
  )
}

/** Carries a proposed change out in the folder; gives what it did to each prompt file. */
export async function commitToFolder(
  files: FolderFiles,
  { proposal, document, prompts }: ProposedChange,
): Promise<Result<readonly PromptTransition[]>> {
  const transitions = await promptTransitions(prompts, (path) => readPromptFile(files, path))
  if (!transitions.ok) return transitions
  const written = await writeToFolder(files, {
    base: proposal.baseRevision,
    revision: proposal.revision,
    text: document.text,
    prompts: transitions.value.map(({ path, after }) => ({ path, text: after })),
  })
  return written.ok ? transitions : written
}
