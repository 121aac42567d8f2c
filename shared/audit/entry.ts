import { canonicalJson } from '../canonical-json.ts'
import { sha256Hex } from '../hash.ts'
import type { AuditDraft, AuditEntry } from '../schema/audit-entry.ts'

/** What the next entry must know of the one before it. */
export type ChainHead = Pick<AuditEntry, 'seq' | 'hash'>

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

/** The keys that a hash covers, in the order of canonical JSON. */
const HASHED_KEYS = KEY_ORDER.filter((key) => key !== 'hash').toSorted()

type Field = (typeof KEY_ORDER)[number]

/** Each field of an entry as `"key":value` in canonical JSON; absent ones are absent. */
function fieldsOf(entry: Partial<AuditEntry>): Map<Field, string> {
  const fields = new Map<Field, string>()
  for (const key of KEY_ORDER) {
    const value = entry[key]
    if (value !== undefined) fields.set(key, `"${key}":${canonicalJson(value)}`)
  }
  return fields
}

function joined(fields: ReadonlyMap<Field, string>, keys: readonly Field[]): string {
  return `{${keys.flatMap((key) => fields.get(key) ?? []).join(',')}}`
}

/** An entry's right hash and its right line: what a log must have for it. */
export interface Seal {
  readonly hash: string
  readonly line: string
}

/** `hash` is SHA-256 over the canonical JSON of an entry without its own `hash`; `line` is the entry as given. */
export function sealOf(entry: AuditEntry): Seal {
  const fields = fieldsOf(entry)
  return { hash: sha256Hex(joined(fields, HASHED_KEYS)), line: `${joined(fields, KEY_ORDER)}\n` }
}

/**
 * Numbers, links and seals an entry. `previous` is the entry before it, undefined for the first of all.
 * Secrets in the payload must be hidden by then: what is sealed can't be changed any more.
 */
export function sealEntry(draft: AuditDraft, previous: ChainHead | undefined): AuditEntry {
  const open = { ...draft, seq: (previous?.seq ?? 0) + 1, prev: previous?.hash ?? GENESIS_HASH }
  return { ...open, hash: sha256Hex(joined(fieldsOf(open), HASHED_KEYS)) }
}

/** The one way to write an entry: keys in fixed order, payload in canonical JSON, one line feed at the end. */
export function formatEntry(entry: AuditEntry): string {
  return `${joined(fieldsOf(entry), KEY_ORDER)}\n`
}
