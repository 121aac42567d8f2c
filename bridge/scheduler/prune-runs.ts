import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { ok, type Result } from '../../shared/result.ts'
import { hasEnded } from '../../shared/schema/run.ts'
import type { Caller, Door } from '../local/commit-actions.ts'
import { denyAgent } from '../local/deny-agent.ts'
import { ensurePrivateFolder } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'
import { ActiveRuns } from './active-runs.ts'
import { AttemptStore } from './attempt-store.ts'

/** Which runs may go: all but the newest `runs`, and of those only the ones older than `days`. */
export interface Retention {
  readonly runs?: number | undefined
  readonly days?: number | undefined
}

/** What pruning found. */
export interface Pruned {
  /** Runs that went, or would go. */
  readonly removed: readonly string[]
  /** Runs that the rule would let go and that stay all the same, with the reason. */
  readonly kept: readonly { readonly runId: string; readonly because: string }[]
}

const DAY_MS = 86_400_000

/** Time in a ULID's first ten letters, in milliseconds since 1970 (the ULID specification). */
function timeOf(runId: string): number {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return [...runId.slice(0, 10)].reduce((time, letter) => time * 32 + letters.indexOf(letter), 0)
}

function expired(runIds: readonly string[], { runs, days }: Retention, nowMs: number): string[] {
  const beyond = runs === undefined ? runIds : runIds.slice(0, Math.max(0, runIds.length - runs))
  if (days === undefined) return [...beyond]
  return beyond.filter((runId) => timeOf(runId) < nowMs - days * DAY_MS)
}

/** Why a run must stay whatever the rule says; undefined when it may go. */
function reasonToStay(
  store: AttemptStore,
  runId: string,
  active: ReadonlySet<string>,
  used: ReadonlyMap<string, string>,
): string | undefined {
  if (active.has(runId)) return 'it is under way'
  for (const place of store.attemptsOf(runId)) {
    const record = store.read(place)
    if (!record.ok || !record.value || !hasEnded(record.value)) {
      return `the attempt of ${place.stepId} has no end on record`
    }
  }
  const stepId = used.get(runId)
  return stepId === undefined ? undefined : `it holds the newest attempt of ${stepId}`
}

/**
 * Removes runs that the retention lets go. A run under way, one with an attempt that has not ended, and one that
 * holds the newest attempt of a step of the plan stay. One audit entry names all that goes, before it goes; a
 * crash in between leaves runs for the next time.
 */
export async function pruneRuns(
  door: Door,
  caller: Caller,
  retention: Retention,
  how: { readonly isDry: boolean; readonly confirm?: readonly string[] },
): Promise<Result<Pruned>> {
  const plan = door.read()
  if (!plan.ok) return plan
  const { workspace } = door.parts
  if (caller.actor !== 'user') {
    const deed = { action: 'runs.prune', target: '', policy_mode: plan.value.policy.mode }
    const message = 'Only a person may remove records of runs.'
    return denyAgent(workspace, deed, { code: 'DENIED', message })
  }
  const store = new AttemptStore(workspace.folder)
  const active = new Set(new ActiveRuns(workspace.stateFolder).list().map((run) => run.runId))
  const newest = store.newest()
  const used = new Map<string, string>()
  for (const { id } of plan.value.sequence.steps) {
    const place = newest.get(id)
    if (place) used.set(place.runId, id)
  }
  const removed: string[] = []
  const kept: { runId: string; because: string }[] = []
  for (const runId of expired(store.runIds(), retention, Date.parse(workspace.now()))) {
    const because = reasonToStay(store, runId, active, used)
    if (because === undefined) removed.push(runId)
    else kept.push({ runId, because })
  }
  if (how.isDry || removed.length === 0) return ok({ removed, kept })
  const yes =
    plan.value.policy.mode === 'SAFE' ? askFor(door, caller, removed, how.confirm) : ok(undefined)
  if (!yes.ok) return yes
  const noted = await workspace.commit((head) =>
    ok({
      audit: {
        timestamp: workspace.now(),
        actor: caller.actor,
        action: 'runs.prune',
        target: `${removed.length} runs`,
        payload: { ...retention, removed },
        policy_mode: plan.value.policy.mode,
        result: 'success',
        revision_before: head.revision,
        revision_after: head.revision,
      },
    }),
  )
  if (!noted.ok) return noted
  return remove(store, workspace.stateFolder, removed, kept)
}

/** What is removed does not come back: in SAFE a person says so once more, to exactly these runs. */
function askFor(
  door: Door,
  caller: Caller,
  removed: readonly string[],
  confirm: readonly string[] | undefined,
): Result<undefined> {
  const runs = removed.length === 1 ? 'the run' : `${removed.length} runs, the oldest`
  return door.confirmedBy(
    { caller, confirm },
    {
      hash: sha256Hex(canonicalJson({ action: 'runs.prune', actor: caller.actor, removed })),
      level: 'single',
      covers: [`Remove ${runs} ${removed[0]}, with logs and files`],
      reason: 'runs.prune needs a confirmation: it is destructive and the mode is SAFE.',
    },
  )
}

/** Each run leaves its place whole, by one rename, before its files go. */
function remove(
  store: AttemptStore,
  stateFolder: string,
  removed: readonly string[],
  kept: Pruned['kept'],
): Result<Pruned> {
  const trash = join(stateFolder, 'removed-runs')
  try {
    ensurePrivateFolder(trash)
    for (const runId of removed) renameSync(join(store.folder, runId), join(trash, runId))
    rmSync(trash, { recursive: true, force: true, maxRetries: 3 })
  } catch (cause) {
    return ioFailure(cause, trash)
  }
  return ok({ removed, kept })
}
