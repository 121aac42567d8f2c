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

/** A prompt's text; null when there is no such file. */
export async function readPromptFile(
  files: FolderFiles,
  path: string,
): Promise<Result<string | null>> {
  const text = await files.readText(path)
  return text.ok ? ok(text.value ?? null) : text
}

/** Refuses when the file on disk is not the one that the change was computed from. */
async function checkUntouched(files: FolderFiles, base: string): Promise<Result<undefined>> {
  const bytes = await files.read(SEQUENCE_PATH)
  if (!bytes.ok) return bytes
  const revision = bytes.value ? sha256Hex(bytes.value) : ''
  if (revision === base) return ok(undefined)
  return fail('CONFLICT', 'The file was changed outside a moment ago; nothing was written.', {
    hint: 'Look at the change again on the new version.',
  })
}

/**
 * Writes a change into the folder: prompts first, then sequence.yaml, and reads it back. Nothing is written
 * that could not be read again, or over a version that the change was not computed from.
 */
export async function writeToFolder(
  files: FolderFiles,
  { base, revision, text, prompts }: FolderChange,
): Promise<Result<undefined>> {
  const readable = readSequence(new TextEncoder().encode(text), { file: SEQUENCE_PATH })
  if (!readable.ok) return readable
  for (const prompt of prompts) {
    const { path } = prompt
    const changed =
      prompt.text === null ? await files.remove(path) : await files.write(path, prompt.text)
    if (!changed.ok) return changed
  }
  if (revision === base) return ok(undefined)
  const untouched = await checkUntouched(files, base)
  if (!untouched.ok) return untouched
  const written = await files.write(SEQUENCE_PATH, text)
  if (!written.ok) return written
  const back = await files.read(SEQUENCE_PATH)
  if (!back.ok) return back
  if (back.value && sha256Hex(back.value) === revision) return ok(undefined)
  return fail('CONFLICT', 'Another program wrote the file at the same moment; look at it again.')
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
