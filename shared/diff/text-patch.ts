import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { diffLines } from './line-changes.ts'

/** One place where a text changes. `at` counts UTF-16 units of the text before any of the patch is applied. */
export interface TextSplice {
  readonly at: number
  readonly removed: string
  readonly inserted: string
}

/** An exact change of a text: splices from front to back that do not overlap. */
export type TextPatch = readonly TextSplice[]

/** The patch that turns one text into another, cut at whole lines. */
export function textPatch(before: string, after: string): TextPatch {
  if (before === after) return []
  const diff = diffLines(before, after, 0)
  const patch: TextSplice[] = []
  let line = 0
  let at = diff.offset
  for (const change of diff.changes) {
    for (; line < change.start; line += 1) at += diff.before[line]?.length ?? 0
    patch.push({
      at,
      removed: diff.before.slice(change.start, change.start + change.removed).join(''),
      inserted: diff.after.slice(change.at, change.at + change.added).join(''),
    })
  }
  return patch
}

/** The patch that takes another one back. */
export function invertTextPatch(patch: TextPatch): TextPatch {
  let shift = 0
  return patch.map(({ at, removed, inserted }) => {
    const splice = { at: at + shift, removed: inserted, inserted: removed }
    shift += inserted.length - removed.length
    return splice
  })
}

/** The text after a patch; refused when what it removes is not there. */
export function applyTextPatch(text: string, patch: TextPatch): Result<string> {
  const parts: string[] = []
  let done = 0
  for (const { at, removed, inserted } of patch) {
    if (at < done || at > text.length || !text.startsWith(removed, at)) {
      return fail('CONFLICT', 'The text has changed since: what would be replaced is not there.', {
        hint: 'Read the file again and make the change anew.',
        details: { at, expected: removed.slice(0, 200) },
      })
    }
    parts.push(text.slice(done, at), inserted)
    done = at + removed.length
  }
  parts.push(text.slice(done))
  return ok(parts.join(''))
}
