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

/** SHA-256 over the canonical JSON of an entry without its own `hash`. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  return sha256Hex(canonicalJson({ ...entry, hash: undefined }))
}

/**
 * Numbers, links and seals an entry. `previous` is the entry before it, undefined for the first of all.
 * Secrets in the payload must be hidden by then: what is sealed can't be changed any more.
 */
export function sealEntry(draft: AuditDraft, previous: ChainHead | undefined): AuditEntry {
  const open = { ...draft, seq: (previous?.seq ?? 0) + 1, prev: previous?.hash ?? GENESIS_HASH }
  return { ...open, hash: entryHash(open) }
}

/** The one way to write an entry: keys in fixed order, payload in canonical JSON, one line feed at the end. */
export function formatEntry(entry: AuditEntry): string {
  const fields = KEY_ORDER.filter((key) => entry[key] !== undefined).map(
    (key) => `${JSON.stringify(key)}:${canonicalJson(entry[key])}`,
  )
  return `{${fields.join(',')}}\n`
}
