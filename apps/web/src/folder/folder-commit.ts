import type { PromptChange } from '../../../../shared/actions/define.ts'
import type { ProposedChange } from '../../../../shared/commit/propose.ts'
import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { fail } from '../../../../shared/failure.ts'
import { sha256Hex } from '../../../../shared/hash.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { PromptPathSchema, SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import type { FolderFiles } from './folder-files.ts'

async function changePrompt(files: FolderFiles, change: PromptChange): Promise<Result<undefined>> {
  const paths = 'from' in change ? [change.path, change.from] : [change.path]
  const wrong = paths.find((path) => !PromptPathSchema.safeParse(path).success)
  if (wrong !== undefined) {
    return fail('INVALID_PATH', `The prompt path ${wrong} is not inside .threados/prompts.`)
  }
  switch (change.kind) {
    case 'write':
      return files.write(change.path, change.text)
    case 'remove':
      return files.remove(change.path)
    case 'copy':
    case 'move': {
      const text = await files.readText(change.from)
      if (!text.ok || text.value === undefined) return text.ok ? ok(undefined) : text
      const written = await files.write(change.path, text.value)
      if (!written.ok || change.kind === 'copy') return written
      return files.remove(change.from)
    }
  }
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
export async function commitToFolder(
  files: FolderFiles,
  { proposal, document, prompts }: ProposedChange,
): Promise<Result<undefined>> {
  const readable = readSequence(new TextEncoder().encode(document.text), { file: SEQUENCE_PATH })
  if (!readable.ok) return readable
  for (const prompt of prompts) {
    const changed = await changePrompt(files, prompt)
    if (!changed.ok) return changed
  }
  if (proposal.revision === proposal.baseRevision) return ok(undefined)
  const untouched = await checkUntouched(files, proposal.baseRevision)
  if (!untouched.ok) return untouched
  const written = await files.write(SEQUENCE_PATH, document.text)
  if (!written.ok) return written
  const back = await files.read(SEQUENCE_PATH)
  if (!back.ok) return back
  if (back.value && sha256Hex(back.value) === proposal.revision) return ok(undefined)
  return fail('CONFLICT', 'Another program wrote the file at the same moment; look at it again.')
}
