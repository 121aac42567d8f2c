import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyHistory, historyEntry, invertHistory } from '../../shared/commit/history.ts'
import { propose } from '../../shared/commit/propose.ts'
import { checkGraph } from '../../shared/dag/check.ts'
import { normalizeStatuses } from '../../shared/dag/normalize.ts'
import { unwrap } from '../../shared/failure.ts'
import { SequenceSchema } from '../../shared/schema/sequence.ts'
import { parseSequence } from '../../shared/yaml/parse-sequence.ts'
import { printSequence } from '../../shared/yaml/print-sequence.ts'
import { tryActions } from '../support/actions.ts'
import { aim, anyAction } from '../support/arbitrary-actions.ts'
import { settledSequence } from '../support/arbitrary-sequences.ts'
import { context } from '../support/sequences.ts'

const RUNS = { numRuns: 2000 }
/** Each case reads and writes YAML several times; other work on the machine must not fail it. */
const PATIENCE_MS = 180_000
const actions = fc.array(anyAction, { minLength: 3, maxLength: 8 })

function freeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}

test(
  'no list of actions leads to a sequence that is refused, and none changes what it was given',
  () => {
    let applied = 0
    fc.assert(
      fc.property(settledSequence, actions, (plan, list) => {
        let current = freeze(plan)
        for (const one of list) {
          const result = tryActions(current, [aim(current, one)])
          if (!result.ok) {
            expect(result.failure).toMatchObject({
              message: expect.stringMatching(/\.$/),
              hint: expect.any(String),
            })
            continue
          }
          applied += 1
          current = freeze(result.value.sequence)
          expect(checkGraph(current)).toEqual({ ok: true, value: current })
          expect(SequenceSchema.safeParse(current).error).toBeUndefined()
          expect(normalizeStatuses(current)).toBe(current)
        }
      }),
      RUNS,
    )
    expect(applied).toBeGreaterThan(2000)
  },
  PATIENCE_MS,
)

test(
  'a list of actions does all of it or nothing, and the same thing every time',
  () => {
    fc.assert(
      fc.property(settledSequence, actions, (plan, raw) => {
        const list = raw.map((one) => aim(plan, one))
        const before = structuredClone(plan)
        const result = tryActions(plan, list)
        expect(tryActions(structuredClone(plan), list)).toEqual(result)
        expect(plan).toEqual(before)
        if (result.ok) {
          expect(checkGraph(result.value.sequence).ok).toBe(true)
          expect(result.value.items).toHaveLength(list.length)
        } else expect(result.failure.details).toMatchObject({ index: expect.any(Number) })
      }),
      RUNS,
    )
  },
  PATIENCE_MS,
)

const lineEnd = fc.constantFrom('\n', '\r\n')

test(
  'what a proposal writes reads back as what it says, and undoing it gives the same bytes',
  () => {
    let proposed = 0
    fc.assert(
      fc.property(settledSequence, actions, lineEnd, (plan, list, eol) => {
        const text = `# kept\n${printSequence(plan)}# to the end\n`.replaceAll('\n', eol)
        let document = unwrap(parseSequence(text))
        for (const one of list) {
          const result = propose(document, [aim(document.sequence, one)], context())
          if (!result.ok) continue
          proposed += 1
          const next = result.value.document
          expect(unwrap(parseSequence(next.text)).sequence).toEqual(next.sequence)
          const entry = historyEntry(document.text, next.text, [])
          expect(applyHistory(document.text, entry)).toEqual({
            ok: true,
            value: { text: next.text, prompts: [] },
          })
          expect(applyHistory(next.text, invertHistory(entry))).toEqual({
            ok: true,
            value: { text: document.text, prompts: [] },
          })
          document = next
        }
        expect(document.text.startsWith('# kept')).toBe(true)
      }),
      RUNS,
    )
    expect(proposed).toBeGreaterThan(2000)
  },
  PATIENCE_MS,
)
