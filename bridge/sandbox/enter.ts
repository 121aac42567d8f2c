import { homedir } from 'node:os'
import { basename } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { DOOR_VARIABLE, SANDBOX_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AttemptCommand, SandboxReport } from '../../shared/schema/run.ts'
import { loadPolicy } from '../local/load-policy.ts'
import { bubblewrapArguments, DOOR_INSIDE } from './bubblewrap.ts'
import { planSandbox } from './plan.ts'
import { findSandbox, type SandboxFound } from './probe.ts'
import { seatbeltProfile } from './seatbelt.ts'

/** A program about to be started, as far as its walls are concerned. */
export interface SandboxedProgram {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Folders outside the repository that it must be able to write. */
  readonly folders?: readonly string[]
}

/** The program within its walls, and what status.json says about them. */
export interface Entered<Program extends SandboxedProgram> {
  readonly program: Program
  readonly report: SandboxReport
}

/** Where a sandbox is entered: parts that tests replace. */
export interface SandboxPlace {
  readonly dataFolder: string
  readonly home?: string
  readonly find?: (dataFolder: string) => SandboxFound
}

/** True for an agent that builds walls of its own around what it runs, unless it was told not to. */
function hasOwnSandbox(command: AttemptCommand): boolean {
  return basename(command.argv[0] ?? '') === 'codex' && command.access !== 'full'
}

function withoutSandbox(command: AttemptCommand, why: string): SandboxReport {
  return hasOwnSandbox(command)
    ? { by: 'own', why: `Codex' own sandbox holds it. ${why}` }
    : { by: 'none', why }
}

function wrapped<Program extends SandboxedProgram>(
  program: Program,
  found: Extract<SandboxFound, { program: string }>,
  plan: ReturnType<typeof planSandbox>,
): Program {
  const command = [program.file, ...program.args]
  const args =
    found.by === 'bwrap'
      ? bubblewrapArguments(plan, command)
      : ['-p', seatbeltProfile(plan), ...command]
  const door = plan.door === undefined ? {} : { [DOOR_VARIABLE]: DOOR_INSIDE }
  const environment = {
    ...program.environment,
    ...(found.by === 'bwrap' ? { TMPDIR: '/tmp', ...door } : {}),
    [SANDBOX_VARIABLE]: found.by,
  }
  return { ...program, file: found.program, args, environment }
}

/**
 * Puts a program into the operating system's sandbox as the policy of this moment says. Where there is none,
 * `require` refuses and `auto` lets it start and says why it has no walls.
 */
export function enterSandbox<Program extends SandboxedProgram>(
  command: AttemptCommand,
  program: Program,
  place: SandboxPlace,
): Result<Entered<Program>> {
  const loaded = loadPolicy(command.root, place.dataFolder, undefined)
  if (!loaded.ok) return loaded
  const { policy } = loaded.value
  if (policy.sandbox === 'off') {
    return ok({ program, report: withoutSandbox(command, 'Your policy turns the sandbox off.') })
  }
  const found = (place.find ?? findSandbox)(place.dataFolder)
  if (found.by === 'none') {
    const report = withoutSandbox(command, found.why)
    if (policy.sandbox === 'auto' || report.by === 'own') return ok({ program, report })
    return fail('DENIED', `The policy requires a sandbox, and there is none: ${found.why}`, {
      hint: 'See: seqctl doctor',
    })
  }
  const plan = planSandbox({
    root: command.root,
    cwd: program.cwd,
    program: program.file,
    name: command.argv[0] ?? '',
    home: place.home ?? homedir(),
    dataFolder: place.dataFolder,
    environment: program.environment,
    folders: program.folders ?? [],
    policy,
  })
  return ok({ program: wrapped(program, found, plan), report: { by: found.by } })
}
