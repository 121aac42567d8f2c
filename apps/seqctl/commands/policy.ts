import type { Command } from 'commander'
import { policyMode } from '../../../shared/actions/nouns/document.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { POLICY_PATH, POLICY_TEST_PATH } from '../../../shared/schema/paths.ts'
import { declareAction } from '../action-command.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import { policyInForce } from '../policy-in-force.ts'
import type { Runner } from '../run-cli.ts'
import { table } from '../table.ts'
import { decide } from './trust.ts'

async function show(context: CliContext): Promise<Result<Answer>> {
  const loaded = await policyInForce(context)
  if (!loaded.ok) return loaded
  const { policy, ignored } = loaded.value
  const rows = Object.entries(policy).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const notes = ignored.map((rule) => `Not followed: ${rule.reason}`)
  return ok({
    data: { policy, ignored },
    text: [table(['KEY', 'VALUE'], rows), ...notes].join('\n'),
  })
}

/** Says what the policy thinks of a command line; exit 3 when it would be refused. */
async function check(
  context: CliContext,
  argv: readonly string[],
  cwd: string,
): Promise<Result<Answer>> {
  const loaded = await policyInForce(context)
  if (!loaded.ok) return loaded
  const { policy, root } = loaded.value
  const { evaluateCommand } = await import('../../../shared/policy/command.ts')
  const { currentPlatform, processFacts } = await import('../../../bridge/local/resolve-path.ts')
  const platform = currentPlatform()
  const verdict = evaluateCommand({ argv, cwd, root, policy, platform, resolve: processFacts() })
  const rules = verdict.rules.map((rule) => `  ${rule.rule}: ${rule.reason}`)
  const allowed =
    verdict.confirmation === 'none'
      ? 'Allowed.'
      : `Allowed when a person confirms: ${verdict.reason}`
  const heading = verdict.allowed ? allowed : `Denied: ${verdict.reason}`
  return ok({
    data: verdict,
    text: [heading, ...rules].join('\n'),
    ...(verdict.allowed ? {} : { exit: 3 }),
  })
}

/** Sets the user's own mode for this repository, and says when the repository or the plan still narrows it. */
async function mode(context: CliContext, wanted: string): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const decided = await decide(context, door.value, { action: 'policy.mode', mode: wanted })
  if (!decided.ok) return decided
  const loaded = await policyInForce(context)
  if (!loaded.ok) return loaded
  const { policy } = loaded.value
  const note = `${POLICY_PATH} or the plan keeps it ${policy.mode}; remove "mode" there to change that.`
  const notes = policy.mode === wanted ? [] : [note]
  return ok({
    data: { mode: wanted, inForce: policy.mode, notes },
    text: [`Your mode for this repository is ${wanted}.`, ...notes].join('\n'),
  })
}

async function test(context: CliContext, file: string | undefined): Promise<Result<Answer>> {
  const loaded = await policyInForce(context)
  if (!loaded.ok) return loaded
  const { testPolicy } = await import('./policy-test.ts')
  return testPolicy(loaded.value.root, loaded.value.policy, file)
}

/** Adds `policy show|check|mode|test`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('policy').description('What is allowed here')
  const all = parent.command('show').description('Show the policy in force, and what is ignored')
  all.action(() => run(show, all, 'reader'))
  const one = parent
    .command('check')
    .description('Say what the policy thinks of a command line')
    .argument('<command...>', 'Program and arguments, after --')
    .option('--cwd <dir>', 'Folder that it would start in, relative to the repository')
    .addHelpText('after', '\nExample:\n  seqctl policy check -- node --eval 1')
  one.action((argv: string[], flags: { cwd?: string }) =>
    run((context) => check(context, argv, flags.cwd ?? '.'), one, 'reader'),
  )
  const set = declareAction(parent.command('mode'), policyMode)
  set.action((wanted: string) => run((context) => mode(context, wanted), set))
  const cases = parent
    .command('test')
    .description('Check that the policy answers the cases of a file as expected')
    .argument('[file]', `File with cases (default: ${POLICY_TEST_PATH})`)
  cases.action((file: string | undefined) => run((context) => test(context, file), cases, 'reader'))
}
