import type { Command } from 'commander'
import { productVersion } from '../../../bridge/local/product-version.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { fail } from '../../../shared/failure.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { ExecutorSchema } from '../../../shared/schema/run.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import { policyInForce } from '../policy-in-force.ts'
import type { Runner } from '../run-cli.ts'
import { runtimeOf } from '../runtime.ts'
import { statusView } from '../status-view.ts'

async function serve(
  context: CliContext,
  flags: { readonly executor?: string },
): Promise<Result<Answer>> {
  const executor = ExecutorSchema.safeParse(flags.executor ?? 'mprocs')
  if (!executor.success) return fail('USAGE', '--executor must be mprocs or direct.')
  const door = context.door()
  if (!door.ok) return door
  const { serveMcp } = await import('../../../bridge/mcp/serve.ts')
  const store = new AttemptStore(door.value.parts.workspace.folder)
  const status = () =>
    mapResult(door.value.read(), ({ sequence, head, policy }) =>
      statusView({ sequence, revision: head.revision, policy }, store),
    )
  await serveMcp({
    door: door.value,
    runtime: await runtimeOf(door.value, executor.data),
    // Whoever starts it, a model speaks here: never a person.
    caller: {
      actor: 'orchestrator',
      name: process.env['THREADOS_STEP'] ?? 'orchestrator',
      stepId: process.env['THREADOS_STEP'],
    },
    stepDoor: await context.stepDoor(),
    status,
    policy: async () => mapResult(await policyInForce(context), ({ policy }) => policy),
    version: productVersion(),
    runs: new Set(),
  })
  return ok({ data: null, text: '', isShown: true })
}

/** Adds `mcp`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('mcp')
    .description(
      'Serve the plan to an agent: the Model Context Protocol on standard input and output',
    )
    .option('--executor <name>', 'mprocs (default) or direct')
    .addHelpText('after', '\nExample:\n  claude mcp add seqctl -- seqctl mcp')
  command.action((flags: { executor?: string }) => run((context) => serve(context, flags), command))
}
