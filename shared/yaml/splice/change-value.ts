import { isMap, isSeq } from 'yaml'
import type { z } from 'zod'
import { inOrder } from '../print/in-order.ts'
import type { BlockStyle } from '../print/print-block.ts'
import { isRecord, isSame, type Path, valueAt } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import { childSchema, shapeOf } from '../schema/schema-shape.ts'
import { checkedDraft, type Draft, REMOVED, valueWith } from './draft.ts'
import { editList } from './edit-list.ts'
import { addField, removeField } from './edit-map.ts'
import { replaceNode } from './replace-node.ts'

/** A value to be put at a path. The schema only says in which order keys are best written. */
export interface Change {
  readonly path: Path
  readonly next: unknown
  readonly schema: z.core.$ZodType | undefined
  readonly eol: string
}

function stylesOf({ eol }: Change): readonly BlockStyle[] {
  const style: BlockStyle = { eol, blockText: true, quotes: 'plain' }
  return [style, { ...style, blockText: false }]
}

/** The first draft that an attempt gives and that has the wanted value. */
function firstRight(
  draft: Draft,
  path: Path,
  next: unknown,
  attempts: Iterable<() => string | undefined>,
): Draft | undefined {
  const expected = valueWith(draft.value, path, next)
  for (const attempt of attempts) {
    const right = checkedDraft(attempt(), expected)
    if (right) return right
  }
  return undefined
}

function removeKeys(draft: Draft, change: Change, keys: readonly string[]): Draft | undefined {
  let current: Draft | undefined = draft
  for (const key of keys) {
    const from: Draft = current
    const path = [...change.path, key]
    current = firstRight(from, path, REMOVED, [() => removeField(from, change.path, key)])
    if (!current) return undefined
  }
  return current
}

function addKey(draft: Draft, change: Change, key: string, value: unknown): Draft | undefined {
  const order = Object.keys(shapeOf(change.schema).fields ?? {})
  const ordered = inOrder(value, childSchema(change.schema, key))
  const field = { key, value: ordered, order }
  const attempts = stylesOf(change).map((style) => () => addField(draft, change.path, field, style))
  return firstRight(draft, [...change.path, key], ordered, attempts)
}

/** Changes a map key by key; undefined when nothing of it would stay or a step fails. */
function changeMap(
  draft: Draft,
  change: Change,
  old: Readonly<Record<string, unknown>>,
  next: Readonly<Record<string, unknown>>,
): Draft | undefined {
  const wanted = Object.entries(next).filter(([, value]) => value !== undefined)
  const gone = Object.keys(old).filter((key) => next[key] === undefined)
  if (gone.length === Object.keys(old).length) return undefined
  let current = removeKeys(draft, change, gone)
  for (const [key, value] of wanted) {
    if (!current) return undefined
    const path = [...change.path, key]
    current = Object.hasOwn(old, key)
      ? changeValue(current, {
          ...change,
          path,
          next: value,
          schema: childSchema(change.schema, key),
        })
      : addKey(current, change, key, value)
  }
  return current
}

function changeInside(draft: Draft, change: Change, old: unknown): Draft | undefined {
  const { path, next } = change
  const node = nodeAt(draft.tree.root, path)
  if (node && isMap(node) && isRecord(old) && isRecord(next)) {
    return changeMap(draft, change, old, next)
  }
  if (node && isSeq(node) && Array.isArray(old) && Array.isArray(next)) {
    const attempts = stylesOf(change).map(
      (style) => () => editList(draft, path, { old, next }, style),
    )
    return firstRight(draft, path, next, attempts)
  }
  return undefined
}

/**
 * The draft with another value at a path, touching as little text as possible: a map key by key, a list entry
 * by entry, and only when that gives no right result the whole node. Every step is parsed again and compared
 * with the intended value; undefined when nothing gave it.
 */
export function changeValue(draft: Draft, change: Change): Draft | undefined {
  const { path, next } = change
  const old = valueAt(draft.value, path)
  if (isSame(old, next)) return draft
  const inside = changeInside(draft, change, old)
  if (inside) return inside
  const ordered = inOrder(next, change.schema)
  const attempts = stylesOf(change).map((style) => () => replaceNode(draft, path, ordered, style))
  return firstRight(draft, path, next, attempts)
}
