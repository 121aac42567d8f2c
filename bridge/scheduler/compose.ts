import { ok, type Result } from '../../shared/result.ts'
import type { Executor } from '../../shared/schema/run.ts'
import { Door } from '../local/commit-actions.ts'
import { Confirmations } from '../local/confirmations.ts'
import { Documents } from '../local/documents.ts'
import { programCommand } from '../local/programs.ts'
import { Workspace } from '../local/workspace.ts'
import { MAX_SLOTS } from '../mprocs/config.ts'
import type { ServerAddress } from '../mprocs/server-address.ts'
import { type MprocsSession, openSession } from '../mprocs/session.ts'
import { createDirectHost } from '../runner/direct-host.ts'
import type { AttemptHost } from '../runner/host.ts'
import { AttemptStore } from './attempt-store.ts'
import { GateEvidence } from './gate-evidence.ts'
import { Runtime } from './runtime.ts'

/** Where a repository is worked on, and for whom. */
export interface ComposeOptions {
  /** The repository's real path. */
  readonly root: string
  /** The user's own data folder. */
  readonly dataFolder: string
}

/** The one door to a repository's plan. */
export function composeDoor(options: ComposeOptions): Door {
  const workspace = new Workspace(options.root, { dataFolder: options.dataFolder })
  return new Door({
    workspace,
    documents: new Documents(options.dataFolder, options.root),
    confirmations: new Confirmations(options.dataFolder),
    dataFolder: options.dataFolder,
    collectEvidence: ({ sequence, revision, policy }, gateIds) => {
      const evidence = new GateEvidence(options.root, new AttemptStore(workspace.folder))
      return evidence.collect(sequence, gateIds, { revision, policy })
    },
  })
}

/** A session has at least this many slots: they cost little, and a policy may be widened while it runs. */
const FEWEST_SLOTS = 24

/** The repository's hosted mprocs session: the one that runs, or a new one, with a control port when that is given. */
export function openMprocs(door: Door, server?: ServerAddress): Promise<Result<MprocsSession>> {
  const now = door.read()
  const wanted = now.ok ? now.value.policy.max_concurrent : 0
  return openSession({
    slots: Math.min(MAX_SLOTS, Math.max(FEWEST_SLOTS, wanted + 1)),
    ...(server ? { server } : {}),
    stateFolder: door.parts.workspace.stateFolder,
    runnerCommand: programCommand('runner'),
    hostCommand: programCommand('session-host'),
  })
}

async function openHost(door: Door, executor: Executor): Promise<Result<AttemptHost>> {
  if (executor === 'mprocs') return openMprocs(door)
  return ok(createDirectHost({ runnerCommand: programCommand('runner') }))
}

/** A runtime over a door, with the executor that was asked for. Nothing is started before the first run. */
export function composeRuntime(door: Door, executor: Executor): Runtime {
  return new Runtime({ door, executor, openHost: () => openHost(door, executor) })
}
