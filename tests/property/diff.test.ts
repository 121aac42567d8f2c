import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines } from '../../shared/diff/line-changes.ts'
import { risingRun } from '../../shared/diff/rising-run.ts'
import { semanticDiff } from '../../shared/diff/semantic.ts'
import { applySequencePatch, sequencePatch } from '../../shared/diff/sequence-patch.ts'
import { applyTextPatch, invertTextPatch, textPatch } from '../../shared/diff/text-patch.ts'
import { unifiedDiff } from '../../shared/diff/unified.ts'
import { SequencePatchSchema } from '../../shared/protocol/state.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { anySequence } from '../support/arbitrary-sequences.ts'

const RUNS = { numRuns: 2000 }

/** Texts of few different lines, so that much is alike, with and without a final line end. */
const text = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', '', 'a long line', '🚀 ü', 'd\r'), { maxLength: 30 }),
    fc.boolean(),
  )
  .map(([lines, isClosed]) => lines.join('\n') + (isClosed && lines.length > 0 ? '\n' : ''))

/** Reads a unified diff the strict way: every context line and every removed line must be there. */
function applyUnified(before: string, diff: string): string {
  if (diff === '') return before
  const old = before.split(/(?<=\n)/)
  const result: string[] = []
  let at = 0
  const body = diff.split(/(?<=\n)/).slice(2)
  for (const [index, line] of body.entries()) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@\n$/.exec(line)
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1)
      result.push(...old.slice(at, start))
      at = start
      continue
    }
    if (line.startsWith('\\')) continue
    const isOpen = body[index + 1]?.startsWith('\\') === true
    const content = isOpen ? line.slice(1, -1) : line.slice(1)
    if (line[0] !== '+') {
      expect(old[at]).toBe(content)
      at += 1
    }
    if (line[0] !== '-') result.push(content)
  }
  return [...result, ...old.slice(at)].join('')
}

test('a unified diff, applied, gives the second text to the byte', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applyUnified(before, unifiedDiff('f', before, after))).toBe(after)
    }),
    RUNS,
  )
})

test('a text patch and its inverse are exact', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const patch = textPatch(before, after)
      expect(applyTextPatch(before, patch)).toEqual({ ok: true, value: after })
      expect(applyTextPatch(after, invertTextPatch(patch))).toEqual({ ok: true, value: before })
      expect(invertTextPatch(invertTextPatch(patch))).toEqual(patch)
    }),
    RUNS,
  )
})

/** The fewest lines that must go or come, by the table of longest common subsequences. */
function fewestEdits(before: readonly string[], after: readonly string[]): number {
  let row = after.map(() => 0)
  for (const line of before) {
    const next: number[] = []
    after.forEach((other, index) => {
      const diagonal = index === 0 ? 0 : (row[index - 1] ?? 0)
      next.push(
        line === other
          ? diagonal + 1
          : Math.max(row[index] ?? 0, index === 0 ? 0 : (next[index - 1] ?? 0)),
      )
    })
    row = next
  }
  return before.length + after.length - 2 * (row.at(-1) ?? 0)
}

test('short texts get a shortest diff', () => {
  fc.assert(
    fc.property(text, text, (one, two) => {
      const { before, after, changes } = diffLines(one, two, 0)
      const edits = changes.reduce((sum, { removed, added }) => sum + removed + added, 0)
      expect(edits).toBe(fewestEdits(before, after))
    }),
    RUNS,
  )
})

test('a rising run rises and none is longer', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50), { maxLength: 9 }), (values) => {
      const run = risingRun(values)
      const chosen = run.map((position) => values[position] ?? 0)
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b))
      const longest = (from: number, above: number): number =>
        from >= values.length
          ? 0
          : Math.max(
              longest(from + 1, above),
              (values[from] ?? 0) > above ? 1 + longest(from + 1, values[from] ?? 0) : 0,
            )
      expect(run).toHaveLength(longest(0, -1))
    }),
    RUNS,
  )
})

test('a sequence patch leads from any sequence to any other', () => {
  fc.assert(
    fc.property(anySequence, anySequence, (before, after) => {
      const patch = SequencePatchSchema.parse(
        sequencePatch(before, after, { from: 'a', revision: 'b' }),
      )
      expect(applySequencePatch(before, patch)).toEqual({ ok: true, value: after })
    }),
    RUNS,
  )
})

function names({ steps, gates }: Sequence): string[] {
  return [...steps.map(({ id }) => `step ${id}`), ...gates.map(({ id }) => `gate ${id}`)]
}

test('a semantic diff has every added and removed node, and nothing of two equal sequences', () => {
  fc.assert(
    fc.property(anySequence, anySequence, (before, after) => {
      const { added, removed } = semanticDiff(before, after)
      const [old, now] = [names(before), names(after)]
      expect(added.map(({ id, kind }) => `${kind} ${id}`)).toEqual(
        now.filter((name) => !old.includes(name)),
      )
      expect(removed.map(({ id, kind }) => `${kind} ${id}`)).toEqual(
        old.filter((name) => !now.includes(name)),
      )
      expect(semanticDiff(after, structuredClone(after)).sentences).toEqual([])
    }),
    RUNS,
  )
})
