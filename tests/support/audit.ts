import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChainHead, formatEntry, sealEntry } from '../../shared/audit/entry.ts'
import type { AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'

/** The n-th entry of a log that nobody wrote, before it is sealed. */
export function draftOf(n: number, more: Partial<AuditDraft> = {}): AuditDraft {
  return {
    timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    actor: 'orchestrator',
    action: 'step.edit',
    target: `step-${n}`,
    payload: { id: `step-${n}`, name: `Schritt ${n} ü 日本`, cwd: 'packages/api' },
    policy_mode: 'SAFE',
    result: 'success',
    revision_before: 'a'.repeat(64),
    revision_after: 'b'.repeat(64),
    ...more,
  }
}

/** Drafts as a chain. */
export function sealAll(drafts: Iterable<AuditDraft>, from?: ChainHead): AuditEntry[] {
  const entries: AuditEntry[] = []
  for (const draft of drafts) entries.push(sealEntry(draft, entries.at(-1) ?? from))
  return entries
}

/** A chain of `count` entries, as lines with their line feeds. */
export function chainLines(count: number): string[] {
  return sealAll(Array.from({ length: count }, (_, index) => draftOf(index + 1))).map(formatEntry)
}

/** Writes lines as a log of several files with `perFile` lines each; gives the path of audit.log. */
export function writeLog(folder: string, lines: readonly string[], perFile: number): string {
  const path = join(folder, 'audit.log')
  const closed = Math.max(0, Math.ceil(lines.length / perFile) - 1)
  for (let index = 0; index <= closed; index += 1) {
    const part = lines.slice(index * perFile, (index + 1) * perFile).join('')
    writeFileSync(index === closed ? path : `${path}.${index + 1}`, part)
  }
  return path
}
