import { isSeq } from 'yaml'
import type { z } from 'zod'
import { inOrder } from '../print/in-order.ts'
import { type BlockStyle, printLines } from '../print/print-block.ts'
import { type FlowStyle, PLAIN_FLOW, printFlow, printFlowPair } from '../print/print-flow.ts'
import { isRecord } from '../read/plain.ts'
import { draftOf } from '../splice/draft.ts'
import { flowStyleAt } from '../splice/flow-style.ts'
import type { ItemText } from './edit-item.ts'

/** How new steps or gates are written: as the entry that they are modelled on. */
export interface ItemStyle {
  /** Text of a new entry for data whose keys are in order. */
  print(value: unknown, lineStyle: BlockStyle): string
}

/** An entry in brackets that stretches over lines, as pretty-printed JSON does. */
function printInLines(value: unknown, model: string, style: FlowStyle, eol: string): string {
  const [, inner = '  '] = /\n([ \t]*)\S/.exec(model) ?? []
  const outer = /\n([ \t]*)[^\n]*$/.exec(model)?.[1] ?? ''
  const pairs = isRecord(value) ? Object.entries(value) : []
  const lines = pairs.map(([key, field]) => inner + printFlowPair(key, field, style))
  return `{${eol}${lines.join(`,${eol}`)}${eol}${outer}}`
}

function printLikeFlow(value: unknown, model: string, style: FlowStyle, eol: string): string {
  return model.includes('\n') ? printInLines(value, model, style, eol) : printFlow(value, style)
}

/** The style of an entry that exists; without one, lines after `- ` or plain brackets. */
export function styleLike(model: ItemText | undefined, column: number): ItemStyle {
  const draft = model && draftOf(model.before + model.body + model.after)
  if (!model || !draft) {
    return { print: (value, style) => `- ${printLines(value, column + 2, style)}` }
  }
  const { text, root } = draft.tree
  if (model.style === 'flow') {
    const flow = flowStyleAt(text, root, [])
    return { print: (value, style) => printLikeFlow(value, model.body, flow, style.eol) }
  }
  const mark = /^-[ \t]*/.exec(model.body)?.[0] ?? '- '
  const entry = isSeq(root) ? root.items[0] : undefined
  if (entry && 'flow' in entry && entry.flow) {
    const flow = flowStyleAt(text, root, [0])
    return { print: (value) => `${mark}${printFlow(value, flow)}` }
  }
  const dash = /^-[ ]+$/.test(mark) ? mark : '- '
  return { print: (value, style) => dash + printLines(value, column + dash.length, style) }
}

/** A style for entries in brackets that have no neighbour. */
export function bracketStyle(json: boolean): ItemStyle {
  const style: FlowStyle = json ? { ...PLAIN_FLOW, quotes: 'double' } : PLAIN_FLOW
  return { print: (value) => printFlow(value, style) }
}

/** Texts for a new entry, best first: with blocks of lines for long texts, and without. */
export function newItemTexts(
  style: ItemStyle,
  value: unknown,
  schema: z.core.$ZodType,
  eol: string,
): string[] {
  const ordered = inOrder(value, schema)
  const lines: BlockStyle = { eol, blockText: true, quotes: 'plain' }
  return [style.print(ordered, lines), style.print(ordered, { ...lines, blockText: false })]
}
