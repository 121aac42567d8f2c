import { fail } from '../../shared/failure.ts'
import { evaluateCommand } from '../../shared/policy/command.ts'
import { untrustedFindings, untrustedPaths } from '../../shared/policy/trust.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { AttemptCommand } from '../../shared/schema/run.ts'
import { loadPolicy } from './load-policy.ts'
import { currentPlatform, processFacts } from './resolve-path.ts'

/** True for a command line that an adapter of ThreadOS itself built. */
function isOwnLine({ model, alias }: AttemptCommand): boolean {
  return alias ? alias.agent !== undefined : model !== 'shell'
}

/** Asks a policy whether an attempt's command may start, with what this machine knows right now. */
export function checkCommand(command: AttemptCommand, policy: Policy): Result<void> {
  const verdict = evaluateCommand({
    argv: command.argv,
    cwd: command.cwd,
    root: command.root,
    policy,
    platform: currentPlatform(),
    resolve: processFacts(),
    origin: isOwnLine(command) ? 'adapter' : 'text',
    access: command.access,
  })
  if (verdict.allowed && (verdict.confirmation === 'none' || command.confirmed))
    return ok(undefined)
  if (verdict.allowed) {
    return fail('DENIED', `A person must confirm this command first: ${verdict.reason}`, {
      hint: `Run it by itself and confirm: seqctl run step ${command.stepId}`,
      details: { verdict },
    })
  }
  return fail('DENIED', verdict.reason, {
    hint: `Look at it with: seqctl policy check -- ${command.argv[0]} …`,
    details: { verdict },
  })
}

/**
 * Asks the user's and the repository's policy as they are now: the runner does so again before it spawns. The
 * plan's own policy was asked when the attempt was prepared.
 */
export function checkCommandNow(command: AttemptCommand, dataFolder: string): Result<void> {
  const loaded = loadPolicy(command.root, dataFolder, undefined)
  if (!loaded.ok) return loaded
  const untrusted = untrustedFindings(command.stepId, untrustedPaths(loaded.value.trust, 'run'))
  const [first] = untrusted
  if (first) {
    return fail('DENIED', first.reason, {
      hint: 'Look at what it asks for, and accept it or not: seqctl trust show',
    })
  }
  return checkCommand(command, loaded.value.policy)
}
