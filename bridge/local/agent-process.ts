import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** True inside a step or under an orchestrator: who calls there is never the user, whatever the flags say. */
export function isAgentProcess(env: NodeJS.ProcessEnv): boolean {
  return env['THREADOS_ACTOR'] === 'orchestrator' || env['THREADOS_STEP'] !== undefined
}

/** Refuses an agent what only a person may do, whatever the policy grants it. */
export function refuseAgents(env: NodeJS.ProcessEnv, deed: string): Result<undefined> {
  if (!isAgentProcess(env)) return ok(undefined)
  return fail('DENIED', `Only a person may ${deed}.`, {
    hint: 'Say in your final message what a person should do.',
  })
}
