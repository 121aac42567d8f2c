import { accessSync, constants, existsSync } from 'node:fs'
import { type BridgeFile, findBridge } from '../../../bridge/bridge-file.ts'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { portIsFree } from '../../../bridge/local/port.ts'
import { readShownPlan } from '../../../bridge/local/shown-plan.ts'
import { Workspace } from '../../../bridge/local/workspace.ts'
import { ActiveRuns } from '../../../bridge/scheduler/active-runs.ts'
import { chainResult } from '../../../shared/audit/chain.ts'
import { type Failure, formatPlace } from '../../../shared/failure.ts'
import { DEFAULT_PORT } from '../../../shared/protocol/methods.ts'
import type { CliContext } from '../context.ts'
import { checkAliases } from './aliases.ts'
import { type Check, good } from './check.ts'

function problem(name: string, { message, at }: Failure, fix: string): Check {
  return { name, status: 'problem', detail: `${message} ${formatPlace(at)}`.trim(), fix }
}

function checkRights(folder: string): Check {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK)
    return good('folder', `${folder} is writable`)
  } catch {
    const fix = 'Change the owner or the rights of the folder.'
    return { name: 'folder', status: 'problem', detail: `${folder} is not writable`, fix }
  }
}

/** The chain of revisions from which every other file can be made again. */
function checkChain(workspace: Workspace): Check {
  const inspected = workspace.inspectChain()
  if (!inspected.ok) {
    return problem('revisions', inspected.failure, inspected.failure.hint ?? 'See: seqctl status')
  }
  const { head, records, isPublished } = inspected.value
  if (head === 0) return good('revisions', 'none yet: the first change makes one')
  const detail = `${records} kept, the newest is ${head}`
  return isPublished
    ? good('revisions', detail)
    : {
        name: 'revisions',
        status: 'missing',
        detail: `${detail}; a process ended before its files were written`,
        fix: 'Nothing to do: the next change writes them first.',
      }
}

/** Who is writing, and who drives a run. Neither can go stale for good; what a dead process left is named. */
function checkLease({ stateFolder }: Workspace, bridge: BridgeFile | undefined): Check {
  const active = new ActiveRuns(stateFolder)
  const runs = active.list()
  const left = runs.filter((run) => !active.isDriven(run))
  if (left.length > 0) {
    return {
      name: 'lease',
      status: 'problem',
      detail: `run ${left.map((run) => run.runId).join(', ')} has lost the process that drove it`,
      fix: 'seqctl reconcile',
    }
  }
  const drivers = runs.map((run) => `run ${run.runId} is driven by process ${run.pid}`)
  const served = bridge ? [`the bridge is process ${bridge.pid}`] : []
  return good('lease', [...served, ...drivers].join('; ') || 'nobody drives a run')
}

function checkAudit({ auditPath, checkpoints }: Workspace): Check {
  if (!existsSync(auditPath)) return good('audit', 'no entries yet')
  const verified = verifyAudit(auditPath, checkpoints)
  const chain = verified.ok ? chainResult(verified.value.report, auditPath) : verified
  return chain.ok
    ? good('audit', `${chain.value} entries, the chain holds`)
    : problem('audit', chain.failure, 'See: seqctl audit verify')
}

async function checkPort(bridge: BridgeFile | undefined): Promise<Check> {
  if (bridge) return good('port', `the bridge of this repository is at ${bridge.url}`)
  if (await portIsFree(DEFAULT_PORT)) return good('port', `${DEFAULT_PORT} is free`)
  return {
    name: 'port',
    status: 'missing',
    detail: `${DEFAULT_PORT} is used by another program, or by the bridge of another repository`,
    fix: `End it, or choose another port: seqctl bridge start --port ${DEFAULT_PORT + 1}`,
  }
}

/** What belongs to the repository around the working folder, and the port of its bridge. */
export async function checkRepository(context: CliContext): Promise<Check[]> {
  const repo = context.place()
  if (!repo.ok) {
    const fix = repo.failure.hint ?? 'seqctl init'
    const missing = {
      name: 'sequence',
      status: 'missing',
      detail: repo.failure.message,
      fix,
    } as const
    return [missing, await checkPort(undefined)]
  }
  const { root, dataFolder } = repo.value
  const workspace = new Workspace(root, { dataFolder })
  const plan = await readShownPlan(repo.value)
  const bridge = findBridge(workspace.stateFolder)
  return [
    plan.ok
      ? good('sequence', `${plan.value.sequence.steps.length} steps`)
      : problem(
          'sequence',
          plan.failure,
          plan.failure.hint ?? 'Mend the file; nothing overwrites it.',
        ),
    ...checkAliases(workspace.root),
    checkRights(workspace.folder),
    checkChain(workspace),
    checkLease(workspace, bridge),
    checkAudit(workspace),
    await checkPort(bridge),
  ]
}
