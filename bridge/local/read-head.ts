import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalRecord } from '../../shared/commit/journal.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import { fileHash } from './file-hash.ts'
import { ioFailure } from './io-failure.ts'
import type { RevisionChain } from './revision-chain.ts'

/** sequence.yaml at one moment. */
export interface Head {
  /** Number of the newest record of the chain. */
  readonly n: number
  readonly revision: string
  readonly bytes: Uint8Array
  /** True when another program wrote the file since the newest record. */
  readonly isForeign: boolean
}

/** The newest acknowledged state of a repository's sequence.yaml, or what another program has written since. */
export function readHead(root: string, chain: RevisionChain): Result<Head> {
  const path = join(root, SEQUENCE_PATH)
  try {
    for (;;) {
      const n = chain.headNumber()
      // In this order: a record that was published before the file was read, and is still the newest one
      // after it, has its text in the file, unless another program wrote there.
      const isPublished = chain.isPublished(n)
      const file = existsSync(path) ? readFileSync(path) : undefined
      if (chain.headNumber() === n) return headFrom({ chain, n, isPublished, file })
    }
  } catch (cause) {
    return ioFailure(cause, path)
  }
}

/** What one look found. */
interface Look {
  readonly chain: RevisionChain
  readonly n: number
  readonly isPublished: boolean
  readonly file: Uint8Array | undefined
}

function headFrom({ chain, n, isPublished, file }: Look): Result<Head> {
  const record = chain.read(n)
  if (!record.ok) return record
  const revision = file && fileHash(file)
  const current = record.value
  if (file && revision && (!current || revision === current.revision)) {
    return ok({ n, revision, bytes: file, isForeign: false })
  }
  if (current && !isPublished && isLagging(chain, revision)) return headFromChain(chain, current)
  if (file && revision) return ok({ n, revision, bytes: file, isForeign: true })
  return fail('NOT_FOUND', `${SEQUENCE_PATH} is missing.`, {
    at: { file: SEQUENCE_PATH },
    hint: current
      ? `The last good text is in .threados/state/rev/${current.textAt}; or run "seqctl init".`
      : 'Run "seqctl init" in the root of the repository.',
  })
}

/** True when the file, whose copy may lag behind the chain, has a text of the chain and nobody's edit. */
function isLagging(chain: RevisionChain, revision: string | undefined): boolean {
  if (revision === undefined) return true
  const records = chain.unpublished()
  if (!records.ok) return false
  // Published meanwhile: then what was read is the text of a record just before.
  const first = records.value[0]?.n ?? chain.headNumber()
  const before = chain.read(first - 1)
  const known = [...records.value, ...(before.ok && before.value ? [before.value] : [])]
  return known.some((record) => record.revision === revision)
}

function headFromChain(chain: RevisionChain, head: JournalRecord): Result<Head> {
  const text = chain.textOf(head)
  if (!text.ok) return text
  const bytes = new TextEncoder().encode(text.value)
  return ok({ n: head.n, revision: head.revision, bytes, isForeign: false })
}
