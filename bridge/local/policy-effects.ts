import type { Effect } from '../../shared/actions/define.ts'
import type { Result } from '../../shared/result.ts'
import type { RepoDecisions } from '../../shared/schema/trust.ts'
import { writeRepoDecisions } from './repo-decisions.ts'

type PolicyEffect = Extract<Effect, { effect: 'policyMode' | 'trust' }>

/** True for effects that change what the user decided about the repository. */
export function isPolicyEffect(effect: Effect): effect is PolicyEffect {
  return effect.effect === 'policyMode' || effect.effect === 'trust'
}

/** Keeps a person's decision about the repository in their own data folder; it holds from the next start on. */
export function performPolicyEffect(
  effect: PolicyEffect,
  root: string,
  dataFolder: string,
): Result<RepoDecisions> {
  return writeRepoDecisions(
    dataFolder,
    root,
    effect.effect === 'trust' ? { accepted: { ...effect.files } } : { mode: effect.mode },
  )
}
