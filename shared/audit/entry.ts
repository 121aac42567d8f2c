import { canonicalJson } from '../canonical-json.ts'
import { sha256Hex } from '../hash.ts'
import type { AuditDraft, AuditEntry } from '../schema/audit-entry.ts'

/** What the next entry must know of the one before it. */
export type ChainHead = Pick<AuditEntry, 'seq' | 'hash'>

/** SHA-256 of a text's UTF-8 in lower-case hexadecimal digits. */
export type HashText = (text: string) => string

/** `prev` of a log's first entry: no hash, written as 64 zeros. */
export const GENESIS_HASH = '0'.repeat(64)

/** Keys in the order in which a line shows them; what a person looks for stands first. */
const KEY_ORDER = [
  'seq',
  'timestamp',
  'actor',
  'action',
  'target',
  'payload',
  'policy_mode',
  'result',
  'error',
  'revision_before',
  'revision_after',
  'prev',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[]

/** The keys that a hash covers, in the order of canonical JSON, as places in `KEY_ORDER`. */
const HASHED = KEY_ORDER.filter((key) => key !== 'hash')
  .toSorted()
  .map((key) => KEY_ORDER.indexOf(key))
const SHOWN = KEY_ORDER.map((_, place) => place)

/** Each field of an entry as `"key":value` in canonical JSON, in the order of `KEY_ORDER`; absent ones are empty. */
function fieldsOf(entry: Partial<AuditEntry>): string[] {
  return KEY_ORDER.map((key) => {
    const value = entry[key]
    if (value === undefined) return ''
    // Most fields are texts: the short way is what makes a long log quick to check.
    const json = typeof value === 'string' ? JSON.stringify(value) : canonicalJson(value)
    return `"${key}":${json}`
  })
}

function joined(fields: readonly string[], places: readonly number[]): string {
  let text = ''
  for (const place of places) {
    const field = fields[place]
    if (field) text += text === '' ? field : `,${field}`
  }
  return `{${text}}`
}

/** An entry's right hash and its right line: what a log must have for it. */
export interface Seal {
  readonly hash: string
  readonly line: string
}

/** `hash` is SHA-256 over the canonical JSON of an entry without its own `hash`; `line` is the entry as given. */
export function sealOf(entry: AuditEntry, hash: HashText = sha256Hex): Seal {
  const fields = fieldsOf(entry)
  return { hash: hash(joined(fields, HASHED)), line: `${joined(fields, SHOWN)}\n` }
}

/**
 * Numbers, links and seals an entry. `previous` is the entry before it, undefined for the first of all.
 * Secrets in the payload must be hidden by then: what is sealed can't be changed any more.
 */
export function sealEntry(draft: AuditDraft, previous: ChainHead | undefined): AuditEntry {
  const open = { ...draft, seq: (previous?.seq ?? 0) + 1, prev: previous?.hash ?? GENESIS_HASH }
  return { ...open, hash: sha256Hex(joined(fieldsOf(open), HASHED)) }
}

/** The one way to write an entry: keys in fixed order, payload in canonical JSON, one line feed at the end. */
export function formatEntry(entry: AuditEntry): string {
  return `${joined(fieldsOf(entry), SHOWN)}\n`
}
