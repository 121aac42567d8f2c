import { type GraphNode, isStep } from '../../../../shared/schema/defaults.ts'
import { lookStatus } from '../status/node-status.ts'

/** What a search asks for: free words, and fields with the values that are fine. */
export interface Query {
  readonly words: readonly string[]
  readonly fields: ReadonlyMap<Field, readonly string[]>
}

/** Fields that can be asked for by name, as in `status:failed`. */
export const FIELDS = ['status', 'model', 'type', 'lane', 'role', 'id', 'group'] as const
type Field = (typeof FIELDS)[number]

function fieldOf(node: GraphNode, field: Field): string {
  if (field === 'id') return node.id
  if (field === 'status') return lookStatus(node) === 'GATE_BLOCKED' ? 'BLOCKED' : lookStatus(node)
  if (field === 'lane') return node.lane ?? ''
  if (!isStep(node)) return field === 'type' ? 'gate' : ''
  if (field === 'group') return node.group_id ?? ''
  return node[field] ?? ''
}

/** Lower case, and words joined by `-` or a space like those joined by `_`: `needs-review` is NEEDS_REVIEW. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s-]/g, '_')
}

/**
 * Reads a search: words that the name or id must contain, and `field:value` with several values split by
 * commas. Words in quotation marks stay together. Undefined when nothing is asked.
 */
export function parseQuery(text: string): Query | undefined {
  const words: string[] = []
  const fields = new Map<Field, string[]>()
  for (const [part] of text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const bare = part.replaceAll('"', '')
    const at = bare.indexOf(':')
    const field = FIELDS.find((known) => known === bare.slice(0, at).toLowerCase())
    const values = bare
      .slice(at + 1)
      .split(',')
      .filter(Boolean)
      .map(plain)
    if (field === undefined || at < 1) words.push(plain(bare))
    else if (values.length > 0) fields.set(field, [...(fields.get(field) ?? []), ...values])
  }
  return words.length > 0 || fields.size > 0 ? { words, fields } : undefined
}

/** True when a node has every word and, of each field, one of the values. A value may be the beginning of one. */
export function fits(node: GraphNode, query: Query): boolean {
  const text = plain(`${node.name} ${node.id}`)
  return (
    query.words.every((word) => text.includes(word)) &&
    [...query.fields].every(([field, values]) => {
      const own = plain(fieldOf(node, field))
      return values.some((value) => own.startsWith(value))
    })
  )
}
