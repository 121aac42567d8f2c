import { fail } from '../failure.ts'
import type { HistoryMove, HistoryState } from '../protocol/history.ts'
import { ok, type Result } from '../result.ts'
import { applyHistory, type HistoryEntry, invertHistory } from './history.ts'
import type { PromptState } from './journal.ts'

/** One commit in the line, with what it must find when it is moved over. */
export interface LineEntry extends HistoryEntry {
  readonly record: number
  readonly action: string
  readonly target: string
  /** When it was made, in milliseconds since 1970. */
  readonly at: number
  /** Revisions of sequence.yaml on its two sides. */
  readonly before: string
  readonly after: string
}

/** The commits that can be undone, newest last, and those that can be redone, the next one last. */
export interface HistoryLine {
  readonly past: readonly LineEntry[]
  readonly future: readonly LineEntry[]
}

/** What the files are at the moment. */
export interface HistoryFiles {
  readonly revision: string
  readonly text: string
  /** Start of the newest attempt in milliseconds since 1970, or nothing when none ever ran. */
  readonly lastRun?: number | undefined
}

/** Commits that are kept; older ones can't be undone any more. */
const MOST = 100

/** A line without commits. */
export const EMPTY_LINE: HistoryLine = { past: [], future: [] }

/** The line after one more commit: what had been undone is forgotten. */
export function recordCommit(line: HistoryLine, entry: Omit<LineEntry, 'record'>): HistoryLine {
  const record = Math.max(0, ...[...line.past, ...line.future].map((one) => one.record)) + 1
  return { past: [...line.past, { ...entry, record }].slice(-MOST), future: [] }
}

const NOTHING_CHANGED = 'Nothing has been changed here yet.'
const NOTHING_UNDONE = 'Nothing has been undone.'

/** Why a commit can't be moved over as the files are; empty when it can. */
function obstacle(entry: LineEntry, move: HistoryMove, files: HistoryFiles): string {
  const expected = move === 'undo' ? entry.after : entry.before
  if (files.lastRun !== undefined && files.lastRun >= entry.at) {
    return 'An execution has used the plan since.'
  }
  return files.revision === expected ? '' : 'The file was changed elsewhere since.'
}

function next(line: HistoryLine, move: HistoryMove): LineEntry | undefined {
  return (move === 'undo' ? line.past : line.future).at(-1)
}

/** What undo and redo would move over with these files, or why they can't. */
export function lineState(line: HistoryLine, files: HistoryFiles): HistoryState {
  const [back, forth] = [next(line, 'undo'), next(line, 'redo')]
  const undoBecause = back ? obstacle(back, 'undo', files) : NOTHING_CHANGED
  const redoBecause = forth ? obstacle(forth, 'redo', files) : NOTHING_UNDONE
  const named = (entry: LineEntry | undefined, because: string) =>
    entry && because === ''
      ? { record: entry.record, action: entry.action, target: entry.target }
      : null
  return {
    undo: named(back, undoBecause),
    redo: named(forth, redoBecause),
    undoBecause,
    redoBecause,
  }
}

/** One move, computed and not yet written. */
export interface LineMove {
  readonly entry: LineEntry
  readonly text: string
  /** The prompt files as they must be now, and as they become. */
  readonly promptsBefore: readonly PromptState[]
  readonly prompts: readonly PromptState[]
  /** The line once that is written. */
  readonly line: HistoryLine
}

/**
 * Undoes the newest commit of a line, or brings back the last one undone, to the byte. Refused (NOT_FOUND) when there
 * is nothing or the files are no longer as that commit left them, CONFLICT when `record` names another commit.
 */
export function moveAlong(
  line: HistoryLine,
  move: HistoryMove,
  files: HistoryFiles,
  record?: number,
): Result<LineMove> {
  const state = lineState(line, files)
  const entry = next(line, move)
  const because = move === 'undo' ? state.undoBecause : state.redoBecause
  if (!entry || because !== '') {
    return fail('NOT_FOUND', `There is nothing to ${move}. ${because}`)
  }
  if (record !== undefined && record !== entry.record) {
    return fail('CONFLICT', 'Something else was changed meanwhile; nothing was done.', {
      hint: `Look at what ${move} would do now.`,
    })
  }
  const way = move === 'undo' ? invertHistory(entry) : entry
  const applied = applyHistory(files.text, way)
  if (!applied.ok) return applied
  const { past, future } = line
  return ok({
    entry,
    text: applied.value.text,
    promptsBefore: way.prompts.map(({ path, before }) => ({ path, text: before })),
    prompts: applied.value.prompts,
    line:
      move === 'undo'
        ? { past: past.slice(0, -1), future: [...future, entry] }
        : { past: [...past, entry], future: future.slice(0, -1) },
  })
}
