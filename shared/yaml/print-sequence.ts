import { bug } from '../failure.ts'
import { type Sequence, SequenceSchema } from '../schema/sequence.ts'
import { inOrder } from './print/in-order.ts'
import { type BlockStyle, printLines, printPair } from './print/print-block.ts'
import { isRecord } from './read/plain.ts'

const STYLE: BlockStyle = { eol: '\n', blockText: true, quotes: 'plain' }
const INDENT = '  '

function printNodes(key: string, nodes: readonly unknown[]): string {
  if (nodes.length === 0) return `${key}: []`
  const entries = nodes.map((node) => `${INDENT}- ${printLines(node, 4, STYLE)}`)
  return `${key}:\n${entries.join('\n\n')}`
}

/** Prints data that has the form of a sequence, extension keys and all, in the order of its keys. */
export function printSequenceData(data: Readonly<Record<string, unknown>>): string {
  const sections: string[] = []
  const head: string[] = []
  for (const [key, value] of Object.entries(data)) {
    if ((key === 'steps' || key === 'gates') && Array.isArray(value)) {
      sections.push(printNodes(key, value))
    } else head.push(printPair(key, value, 0, STYLE))
  }
  return `${[head.join('\n'), ...sections].join('\n\n')}\n`
}

/**
 * A fresh sequence.yaml: fields in the schema's order, short lists and all commands in brackets, an empty line
 * between steps. Reading it gives the same sequence again.
 */
export function printSequence(sequence: Sequence): string {
  const data = inOrder(sequence, SequenceSchema)
  return isRecord(data) ? printSequenceData(data) : bug('a sequence is no map')
}
