import { diffLines, type LineChange, type LineDiff } from './line-changes.ts'

/** Unchanged lines that are shown around a change. */
const CONTEXT = 3

/** Changes whose contexts touch are shown together. */
function hunks(changes: readonly LineChange[]): LineChange[][] {
  const groups: LineChange[][] = []
  for (const change of changes) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && change.start - (last.start + last.removed) <= 2 * CONTEXT) {
      group.push(change)
    } else groups.push([change])
  }
  return groups
}

/** `12,3`; without the count when it is 1, and with the line before when it is 0, as git writes it. */
function range(start: number, count: number): string {
  return count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`
}

function shown(mark: string, lines: readonly string[], start: number, count: number): string {
  let text = ''
  for (const line of lines.slice(start, start + count)) {
    text += line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`
  }
  return text
}

function hunkText({ lines, before, after }: LineDiff, group: readonly LineChange[]): string {
  const first = group[0]
  const last = group.at(-1)
  if (!first || !last) return ''
  const start = Math.max(0, first.start - CONTEXT)
  const lead = first.start - start
  const end = Math.min(before.length, last.start + last.removed + CONTEXT)
  const tail = end - (last.start + last.removed)
  const at = first.at - lead
  const until = last.at + last.added + tail
  let text = `@@ -${range(lines + start, end - start)} +${range(lines + at, until - at)} @@\n`
  let old = start
  for (const change of group) {
    text += shown(' ', before, old, change.start - old)
    text += shown('-', before, change.start, change.removed)
    text += shown('+', after, change.at, change.added)
    old = change.start + change.removed
  }
  return text + shown(' ', before, old, end - old)
}

/**
 * The difference of two texts of one file in git's unified format, with three lines of context; an empty
 * text when they are equal. What `git apply` makes of it is `after` to the byte.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return ''
  const diff = diffLines(before, after, CONTEXT)
  const body = hunks(diff.changes).map((group) => hunkText(diff, group))
  return `--- a/${path}\n+++ b/${path}\n${body.join('')}`
}
