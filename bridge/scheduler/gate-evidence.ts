import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { downstreamOf } from '../../shared/dag/downstream.ts'
import { buildGraph } from '../../shared/dag/graph.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { dependenciesOf, gateStatus, stepStatus } from '../../shared/schema/defaults.ts'
import type { Evidence, Gate } from '../../shared/schema/gate.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { git } from '../git/safe-git.ts'
import type { AttemptStore } from './attempt-store.ts'

/** What of an attempt is its result; the logs are told by their sizes in status.json. */
const ARTIFACTS = ['status.json', 'prompt.md', 'summary.md', 'diff.patch', 'result.json']

/** A gate whose approval no longer rests on what it was given for. */
export interface StaleApproval {
  readonly id: string
  readonly note: string
}

/** Collects what approvals rest on, and notices when that changes. */
export class GateEvidence {
  readonly #root: string
  readonly #store: AttemptStore
  /** Hashes of artifacts, as long as the files keep their sizes and times. */
  readonly #hashes = new Map<string, { readonly stamp: string; readonly hash: string }>()
  #head: { readonly stamp: string; readonly commit: string | undefined } | undefined

  constructor(root: string, store: AttemptStore) {
    this.#root = root
    this.#store = store
  }

  /** What approving each of these gates would rest on now. */
  async collect(
    sequence: Sequence,
    gateIds: readonly string[],
    basis: { readonly revision: string; readonly policy: Policy },
  ): Promise<Record<string, Evidence>> {
    const commit = await this.#commit()
    const gates = sequence.gates.filter((gate) => gateIds.includes(gate.id))
    return Object.fromEntries(
      gates.map((gate) => [
        gate.id,
        {
          revision: basis.revision,
          attempts: this.#attempts(sequence, gate),
          ...(commit === undefined ? {} : { commit }),
          policy: policyHash(basis.policy),
        },
      ]),
    )
  }

  /**
   * The approved gates whose evidence has changed, each with a sentence on what. Results must stay what they
   * were; commit and policy count only until a step behind the gate has started, since from then on the
   * approval is used and work that it let through makes commits of its own.
   */
  async stale(sequence: Sequence, policy: Policy): Promise<StaleApproval[]> {
    const stale: StaleApproval[] = []
    for (const gate of sequence.gates) {
      if (gateStatus(gate) !== 'APPROVED' || !gate.evidence) continue
      const what = await this.#changeOf(sequence, gate, gate.evidence, policy)
      if (what) stale.push({ id: gate.id, note: `The approval no longer holds: ${what}.` })
    }
    return stale
  }

  async #changeOf(
    sequence: Sequence,
    gate: Gate,
    evidence: Evidence,
    policy: Policy,
  ): Promise<string | undefined> {
    const attempts = this.#attempts(sequence, gate)
    const before = evidence.attempts ?? {}
    const changed = Object.keys({ ...before, ...attempts }).find(
      (id) => before[id] !== attempts[id],
    )
    if (changed !== undefined) return `the result of step ${changed} has changed since`
    if (isUsed(sequence, gate)) return undefined
    if (evidence.policy !== undefined && evidence.policy !== policyHash(policy)) {
      return 'the policy has changed since'
    }
    if (evidence.commit === undefined) return undefined
    const commit = await this.#commit()
    return commit === evidence.commit
      ? undefined
      : `the repository has moved from commit ${evidence.commit.slice(0, 12)} to ${commit?.slice(0, 12) ?? 'none'} since`
  }

  /** The hash of what the newest attempt of each step left that the gate depends on. */
  #attempts(sequence: Sequence, gate: Gate): Record<string, string> {
    const newest = this.#store.newest()
    const steps = new Set(sequence.steps.map((step) => step.id))
    const entries = dependenciesOf(gate).flatMap((id) => {
      const place = steps.has(id) ? newest.get(id) : undefined
      return place ? [[id, this.#hashOf(this.#store.folderOf(place))] as const] : []
    })
    return Object.fromEntries(entries)
  }

  #hashOf(folder: string): string {
    const paths = ARTIFACTS.map((name) => join(folder, name)).filter((path) => existsSync(path))
    const stamp = paths
      .map((path) => {
        const { size, mtimeMs, ino } = statSync(path)
        return `${path}:${size}:${mtimeMs}:${ino}`
      })
      .join('|')
    const known = this.#hashes.get(folder)
    if (known?.stamp === stamp) return known.hash
    const hash = sha256Hex(
      canonicalJson(
        paths.map((path) => [path.slice(folder.length), sha256Hex(readFileSync(path))]),
      ),
    )
    this.#hashes.set(folder, { stamp, hash })
    return hash
  }

  /** The commit that the repository stands on; git is asked only when its own log of moves has changed. */
  async #commit(): Promise<string | undefined> {
    const stamp = ['HEAD', 'logs/HEAD']
      .map((name) => join(this.#root, '.git', name))
      .map((path) => (existsSync(path) ? String(statSync(path).mtimeMs) : 'none'))
      .join()
    const isTold = !stamp.includes('none')
    if (isTold && this.#head?.stamp === stamp) return this.#head.commit
    const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: this.#root })
    this.#head = { stamp, commit: head.ok ? head.value : undefined }
    return this.#head.commit
  }
}

function policyHash(policy: Policy): string {
  return sha256Hex(canonicalJson(policy))
}

/** True when a step behind the gate has started since. */
function isUsed(sequence: Sequence, gate: Gate): boolean {
  const behind = new Set(downstreamOf(buildGraph(sequence), [gate.id]))
  return sequence.steps.some((step) => {
    const status = stepStatus(step)
    return behind.has(step.id) && status !== 'READY' && status !== 'BLOCKED'
  })
}
