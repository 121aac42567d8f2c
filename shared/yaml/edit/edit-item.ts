import { isSeq } from 'yaml'
import type { z } from 'zod'
import { blockEnd } from '../layout/extent.ts'
import { inOrder } from '../print/in-order.ts'
import { printFlow } from '../print/print-flow.ts'
import { isSame } from '../read/plain.ts'
import { withExtensions, withoutExtensions } from '../schema/extensions.ts'
import { changeValue } from '../splice/change-value.ts'
import { checkedDraft, type Draft, draftOf } from '../splice/draft.ts'
import { flowStyleAt } from '../splice/flow-style.ts'

/** One step or gate in its text: what stands in front of it on its line, itself, and what follows it. */
export interface ItemText {
  readonly style: 'block' | 'flow'
  readonly before: string
  readonly body: string
  readonly after: string
}

/** The data of one step or gate before and after, and the schema of both. */
export interface ItemChange {
  readonly old: unknown
  readonly next: unknown
  readonly schema: z.core.$ZodType
  readonly eol: string
}

function textOf(item: ItemText): string {
  return item.before + item.body + item.after
}

/** An entry in lines is a list of one in its own text; one in brackets is all of its text. */
function inText(item: ItemText, value: unknown): unknown {
  return item.style === 'block' ? [value] : value
}

/** The item's data as its own text has it, extension keys included; undefined when it is not sound. */
function rawOf(item: ItemText, draft: Draft): unknown {
  if (item.style === 'flow') return draft.value
  return Array.isArray(draft.value) && draft.value.length === 1 ? draft.value[0] : undefined
}

/** True when an item's text, read by itself, is exactly this step or gate. */
export function isItem(item: ItemText, value: unknown, schema: z.core.$ZodType): boolean {
  const draft = draftOf(textOf(item))
  return draft !== undefined && isSame(withoutExtensions(rawOf(item, draft), schema), value)
}

/**
 * The text of an item after a change, with all that did not change as it was; extension keys stay. Undefined
 * when the text is not what `old` says, or when no edit of the item alone gives the right result.
 */
export function editItem(item: ItemText, change: ItemChange): string | undefined {
  const draft = draftOf(textOf(item))
  if (!draft) return undefined
  const raw = rawOf(item, draft)
  const read = withoutExtensions(raw, change.schema)
  if (!isSame(read, change.old)) return undefined
  const target = withExtensions(raw, read, change.next)
  const path = item.style === 'block' ? [0] : []
  const { schema, eol } = change
  const changed =
    changeValue(draft, { path, next: target, schema, eol }) ??
    reprinted(item, draft, target, schema)
  const text = changed?.tree.text
  if (!text?.startsWith(item.before) || !text.endsWith(item.after)) return undefined
  return text.slice(item.before.length, text.length - item.after.length)
}

/** The last resort for an item in brackets: all of it printed on one line. */
function reprinted(
  item: ItemText,
  draft: Draft,
  target: unknown,
  schema: z.core.$ZodType,
): Draft | undefined {
  if (item.style === 'block') return undefined
  const { text, root } = draft.tree
  const put = printFlow(inOrder(target, schema), flowStyleAt(text, root, []))
  return checkedDraft(item.before + put + item.after, inText(item, target))
}

const ENDS_IN_COMMENT = /\n[ \t]*(?:#[^\n]*)?$/

/**
 * Length of an item's own text in lines. Taking out its last field can leave comments and empty lines behind,
 * which then no longer belong to it.
 */
export function ownLength(item: ItemText): number {
  if (item.style === 'flow' || !ENDS_IN_COMMENT.test(item.body)) return item.body.length
  const text = textOf(item)
  const root = draftOf(text)?.tree.root
  const node = root && isSeq(root) ? root.items[0] : undefined
  return node ? blockEnd(text, node, item.before.length) - item.before.length : item.body.length
}
