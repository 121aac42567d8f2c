import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import type { Command } from 'commander'
import { ADAPTERS } from '../../../bridge/agents/adapters.ts'
import { adapterOf } from '../../../bridge/agents/alias.ts'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { loadAgents } from '../../../bridge/local/load-agents.ts'
import { portIsFree } from '../../../bridge/local/port.ts'
import type { Workspace } from '../../../bridge/local/workspace.ts'
import { findMprocs } from '../../../bridge/mprocs/binary.ts'
import { ownProgramFacts } from '../../../bridge/runner/agent/prepare-agent.ts'
import { resolveProgram } from '../../../bridge/runner/agent/resolve-program.ts'
import { findSandbox } from '../../../bridge/sandbox/probe.ts'
import { chainResult } from '../../../shared/audit/chain.ts'
import { formatPlace } from '../../../shared/failure.ts'
import { DEFAULT_PORT } from '../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { AGENTS_PATH } from '../../../shared/schema/paths.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'

/** One thing that was looked at. */
interface Check {
  readonly name: string
  readonly status: 'ok' | 'missing' | 'problem'
  readonly detail: string
  /** How to mend it. */
  readonly fix?: string
}

function versionOf(program: string): string | undefined {
  try {
    return execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n')[0]
  } catch {
    return undefined // not there, or it does not answer: either way it can't be used
  }
}

function checkProgram(name: string, fix: string): Check {
  const version = versionOf(name)
  return version === undefined
    ? { name, status: 'missing', detail: 'not found on PATH', fix }
    : { name, status: 'ok', detail: version }
}

async function checkMprocs(): Promise<Check> {
  const found = await findMprocs({ environment: process.env })
  return found.ok
    ? { name: 'mprocs', status: 'ok', detail: `${found.value.version} at ${found.value.path}` }
    : {
        name: 'mprocs',
        status: 'problem',
        detail: found.failure.message,
        ...(found.failure.hint === undefined ? {} : { fix: found.failure.hint }),
      }
}

function checkSandbox(context: CliContext): Check {
  const found = findSandbox(context.dataFolder)
  return found.by === 'none'
    ? {
        name: 'sandbox',
        status: 'missing',
        detail: `steps run with your own rights: ${found.why}`,
        fix: 'Install bubblewrap (Linux), or set "sandbox: require" in your policy to run nothing without.',
      }
    : { name: 'sandbox', status: 'ok', detail: `${found.by} (${found.program}) holds steps` }
}

/** The aliases of agents.yaml. Nothing of the repository is started to look at them. */
function checkAliases(root: string): Check[] {
  const aliases = loadAgents(root)
  if (!aliases.ok) {
    const detail = `${aliases.failure.message} ${formatPlace(aliases.failure.at)}`.trim()
    return [{ name: 'agents', status: 'problem', detail, fix: `Mend ${AGENTS_PATH}.` }]
  }
  const facts = ownProgramFacts(root, process.env)
  return Object.entries(aliases.value).map(([name, alias]) => {
    const program = adapterOf({ model: name, alias })?.program ?? name
    const found = resolveProgram(program, facts)
    const detail = alias.agent === undefined ? program : `${alias.agent} with ${alias.model}`
    return found.ok
      ? { name, status: 'ok', detail }
      : { name, status: 'missing', detail, fix: found.failure.hint ?? found.failure.message }
  })
}

function checkRepo(context: CliContext): Check[] {
  const door = context.door()
  if (!door.ok) {
    const fix = door.failure.hint ?? 'seqctl init'
    return [{ name: 'sequence', status: 'missing', detail: door.failure.message, fix }]
  }
  const now = door.value.read()
  const { workspace } = door.value.parts
  const checks: Check[] = [
    now.ok
      ? { name: 'sequence', status: 'ok', detail: `${now.value.sequence.steps.length} steps` }
      : {
          name: 'sequence',
          status: 'problem',
          detail: `${now.failure.message} ${formatPlace(now.failure.at)}`.trim(),
          fix: now.failure.hint ?? 'Mend the file; nothing overwrites it.',
        },
  ]
  return [
    ...checks,
    ...checkAliases(workspace.root),
    checkRights(workspace.folder),
    checkAudit(workspace),
  ]
}

function checkRights(folder: string): Check {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK)
    return { name: 'folder', status: 'ok', detail: `${folder} is writable` }
  } catch {
    const fix = 'Change the owner or the rights of the folder.'
    return { name: 'folder', status: 'problem', detail: `${folder} is not writable`, fix }
  }
}

function checkAudit({ auditPath, checkpoints }: Workspace): Check {
  if (!existsSync(auditPath)) return { name: 'audit', status: 'ok', detail: 'no entries yet' }
  const verified = verifyAudit(auditPath, checkpoints)
  const good = verified.ok ? chainResult(verified.value.report, auditPath) : verified
  return good.ok
    ? { name: 'audit', status: 'ok', detail: `${good.value} entries, the chain holds` }
    : {
        name: 'audit',
        status: 'problem',
        detail: `${good.failure.message} ${formatPlace(good.failure.at)}`.trim(),
        fix: 'See: seqctl audit verify',
      }
}

async function doctor(context: CliContext): Promise<Result<Answer>> {
  const isFree = await portIsFree(DEFAULT_PORT)
  const checks: Check[] = [
    { name: 'node', status: 'ok', detail: process.versions.node },
    checkProgram('git', 'Install git from https://git-scm.com or your package manager.'),
    await checkMprocs(),
    ...ADAPTERS.filter((adapter) => adapter.program !== '').map((adapter) =>
      checkProgram(adapter.program, adapter.install),
    ),
    checkSandbox(context),
    ...checkRepo(context),
    {
      name: 'port',
      status: 'ok',
      detail: `${DEFAULT_PORT} is ${isFree ? 'free' : 'in use (by a bridge, or use --port)'}`,
    },
  ]
  const rows = checks.map((check) => [check.name, check.status, check.detail, check.fix ?? ''])
  const hasProblem = checks.some((check) => check.status === 'problem')
  return ok({
    data: { checks },
    text: table(['WHAT', 'STATUS', 'DETAIL', 'HOW TO MEND IT'], rows),
    ...(hasProblem ? { exit: 1 } : {}),
  })
}

/** Adds `doctor`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('doctor')
    .description('Check what ThreadOS needs on this machine and how to mend what is missing')
  command.action(() => run(doctor, command))
}
