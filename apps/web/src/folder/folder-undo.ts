import { type HistoryFiles, lineState, moveAlong } from '../../../../shared/commit/history-line.ts'
import { fail } from '../../../../shared/failure.ts'
import { sha256Hex } from '../../../../shared/hash.ts'
import type {
  HistoryMove,
  HistoryMoved,
  HistoryState,
} from '../../../../shared/protocol/history.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import { readPromptFile, writeToFolder } from './folder-commit.ts'
import type { FolderFiles } from './folder-files.ts'
import type { FolderHistory } from './folder-history.ts'
import { readAttempts } from './folder-runs.ts'

async function filesNow(files: FolderFiles): Promise<Result<HistoryFiles>> {
  const text = await files.readText(SEQUENCE_PATH)
  if (!text.ok) return text
  const attempts = await readAttempts(files)
  if (!attempts.ok) return attempts
  const runs = attempts.value.map(({ startTime }) => Date.parse(startTime))
  return ok({
    text: text.value ?? '',
    revision: sha256Hex(new TextEncoder().encode(text.value ?? '')),
    lastRun: runs.length === 0 ? undefined : Math.max(...runs),
  })
}

/** What undo and redo would move over in the folder now, or why they can't. */
export async function folderHistoryState(
  files: FolderFiles,
  history: FolderHistory,
): Promise<Result<HistoryState>> {
  const line = await history.read()
  return mapResult(await filesNow(files), (now) => lineState(line, now))
}

/** Moves over one commit of this browser in the folder; the caller sees to it that nobody else writes meanwhile. */
export async function moveInFolder(
  files: FolderFiles,
  history: FolderHistory,
  move: HistoryMove,
  record: number | undefined,
): Promise<Result<HistoryMoved>> {
  const now = await filesNow(files)
  if (!now.ok) return now
  const moved = moveAlong(await history.read(), move, now.value, record)
  if (!moved.ok) return moved
  for (const prompt of moved.value.promptsBefore) {
    const current = await readPromptFile(files, prompt.path)
    if (!current.ok) return current
    if (current.value === prompt.text) continue
    return fail('CONFLICT', `The prompt ${prompt.path} has been changed since.`, {
      at: { file: prompt.path },
      hint: 'Keep what you need of it, then bring its earlier text back by hand.',
    })
  }
  const { entry, text, prompts, line } = moved.value
  const revision = move === 'undo' ? entry.before : entry.after
  const base = now.value.revision
  const written = await writeToFolder(files, { base, revision, text, prompts })
  if (!written.ok) return written
  await history.write(line)
  return ok({ revision, action: entry.action, target: entry.target })
}
