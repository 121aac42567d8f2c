import { isRecord, isSame, type Path } from '../read/plain.ts'
import { parseTree, type Tree } from '../read/tree.ts'
import { readValue } from '../read/value.ts'

/** A text under edit that is known to be sound, with its tree and value. */
export interface Draft {
  readonly tree: Tree
  readonly value: unknown
}

/** Stands for "no longer there" in `valueWith`. */
export const REMOVED = Symbol('removed')

/** The draft of a text, or undefined when a strict reader would refuse it. */
export function draftOf(text: string): Draft | undefined {
  const { tree } = parseTree(text)
  if (!tree) return undefined
  const { value, problems } = readValue(tree)
  return problems.length === 0 ? { tree, value } : undefined
}

/** The draft of a text, or undefined when it does not have exactly the value that is expected. */
export function checkedDraft(text: string | undefined, expected: unknown): Draft | undefined {
  const draft = text === undefined ? undefined : draftOf(text)
  return draft && isSame(draft.value, expected) ? draft : undefined
}

/** The value with another one at a path; REMOVED takes a key away. */
export function valueWith(root: unknown, path: Path, next: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return next
  if (Array.isArray(root)) {
    return root.map((item, index) => (index === step ? valueWith(item, rest, next) : item))
  }
  const { [step]: old, ...others } = isRecord(root) ? root : {}
  if (rest.length === 0 && next === REMOVED) return others
  return { ...others, [step]: valueWith(old, rest, next) }
}
