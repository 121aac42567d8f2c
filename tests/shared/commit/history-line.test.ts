import { expect, test } from 'vitest'
import { historyEntry } from '../../../shared/commit/history.ts'
import {
  EMPTY_LINE,
  type HistoryLine,
  lineState,
  moveAlong,
  recordCommit,
} from '../../../shared/commit/history-line.ts'
import { unwrap } from '../../../shared/failure.ts'
import { sha256Hex } from '../../../shared/hash.ts'

const TEXTS = ['name: a\n', 'name: b\n', 'name: b\nlane: c\n'] as const
const PROMPT = '.threados/prompts/x.md'

function commit(line: HistoryLine, before: string, after: string, at: number): HistoryLine {
  const prompts = [{ path: PROMPT, before: null, after: `for ${after}` }]
  return recordCommit(line, {
    ...historyEntry(before, after, prompts),
    action: 'step.edit',
    target: 'x',
    at,
    before: sha256Hex(before),
    after: sha256Hex(after),
  })
}

function files(text: string, lastRun?: number) {
  return { text, revision: sha256Hex(text), lastRun }
}

const LINE = commit(commit(EMPTY_LINE, TEXTS[0], TEXTS[1], 100), TEXTS[1], TEXTS[2], 200)

test('a line is undone commit by commit to its beginning, and redone to its end', () => {
  let line = LINE
  const seen: string[] = []
  let text: string = TEXTS[2]
  for (const way of ['undo', 'undo', 'redo', 'redo'] as const) {
    const moved = unwrap(moveAlong(line, way, files(text)))
    ;({ line, text } = moved)
    seen.push(text)
  }
  expect([seen, line]).toEqual([[TEXTS[1], TEXTS[0], TEXTS[1], TEXTS[2]], LINE])
})

test('undo gives the prompts as they were, and says what it must find there', () => {
  const moved = unwrap(moveAlong(LINE, 'undo', files(TEXTS[2])))
  expect([moved.promptsBefore, moved.prompts]).toEqual([
    [{ path: PROMPT, text: `for ${TEXTS[2]}` }],
    [{ path: PROMPT, text: null }],
  ])
})

test('a new commit after an undo forgets what could be redone', () => {
  const { line } = unwrap(moveAlong(LINE, 'undo', files(TEXTS[2])))
  const state = lineState(commit(line, TEXTS[1], TEXTS[0], 300), files(TEXTS[0]))
  expect([state.undo?.action, state.redo, state.redoBecause]).toEqual([
    'step.edit',
    null,
    'Nothing has been undone.',
  ])
})

test('nothing is undone once the file was changed elsewhere, a run has used it, or another commit was meant', () => {
  const state = lineState(LINE, files('name: z\n'))
  const late = lineState(LINE, files(TEXTS[2], 250))
  const other = moveAlong(LINE, 'undo', files(TEXTS[2]), 1)
  expect([state.undo, state.undoBecause, late.undo, late.undoBecause, other.ok]).toEqual([
    null,
    'The file was changed elsewhere since.',
    null,
    'An execution has used the plan since.',
    false,
  ])
  expect(lineState(LINE, files(TEXTS[2], 150)).undo?.record).toBe(2)
})

test('at most a hundred commits are kept', () => {
  let line = EMPTY_LINE
  for (let at = 0; at < 130; at += 1) line = commit(line, `${at}\n`, `${at + 1}\n`, at)
  expect([line.past.length, line.past.at(-1)?.record]).toEqual([100, 130])
})
