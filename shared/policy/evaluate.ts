import type { Actor } from '../schema/audit-entry.ts'
import { TEMPLATES_FOLDER } from '../schema/paths.ts'
import type { Policy } from '../schema/policy.ts'
import type { TrustState } from '../schema/trust.ts'
import { ask, deny, type Finding, verdictFrom } from './finding.ts'
import { type PlanQuestion, planFindings } from './plan.ts'
import { runFindings } from './step.ts'
import { untrustedFindings, untrustedPaths } from './trust.ts'
import type { Verdict } from './verdict.ts'

/** What kind of verb an action is; the same words as in shared/actions/define.ts, which lies above this layer. */
export type ActionKind = 'edit' | 'decision' | 'run' | 'control' | 'policy' | 'system'

/** All that the policy wants to know of an action. */
export interface PolicyAction {
  readonly name: string
  readonly kind: ActionKind
  readonly destructive: boolean
  readonly parameters: Readonly<Record<string, unknown>>
}

/** May this actor do these actions, which turn `before` into `after`? */
export interface PolicyQuestion extends PlanQuestion {
  readonly actions: readonly PolicyAction[]
  /** What the repository asks for; what nobody has accepted of it is not used. */
  readonly trust?: TrustState | undefined
}

/** A person's word on work: an agent may give it only where the policy names the action. */
const PERSONS_DECISIONS: readonly string[] = ['gate.approve', 'step.accept', 'step.reject']
/** Saying what a repository may is a person's word in every mode, whatever a policy says. */
const NEVER_FOR_AGENTS: readonly string[] = ['trust.accept', 'trust.revoke']
/** Taking running work away loses something when an agent does it; a person may always stop. */
const DESTRUCTIVE_FOR_AGENTS: readonly string[] = ['step.stop', 'step.restart', 'run.stop']

function targetOf({ name, parameters }: PolicyAction): string {
  const id = parameters['id'] ?? parameters['stepId'] ?? parameters['groupId']
  return typeof id === 'string' ? `${name} ${id}` : name
}

function systemFindings(action: PolicyAction, actor: Actor): Finding[] {
  if ((action.kind === 'system') === (actor === 'system')) return []
  const reason =
    actor === 'system'
      ? `ThreadOS itself records what it saw and does not do ${action.name}.`
      : `${action.name} is for ThreadOS itself; nobody else may do it.`
  return [deny('actor', targetOf(action), reason)]
}

function orchestratorFindings(action: PolicyAction, policy: Policy): Finding[] {
  if (NEVER_FOR_AGENTS.includes(action.name)) {
    return [deny('actor', targetOf(action), `Only a person may do ${action.name}.`)]
  }
  const isReserved = action.kind === 'policy' || PERSONS_DECISIONS.includes(action.name)
  if (!isReserved || policy.orchestrator_may.includes(action.name)) return []
  const reason = `An orchestrator may not do ${action.name}; only a person may.`
  return [deny('orchestrator_may', targetOf(action), reason)]
}

function sendKeyFindings(action: PolicyAction, policy: Policy): Finding[] {
  if (action.name !== 'step.sendKey') return []
  const target = targetOf(action)
  const findings: Finding[] = []
  if (!policy.allow_send_key) {
    findings.push(
      deny('allow_send_key', target, 'The policy does not allow sending keys to a step.'),
    )
  }
  if (policy.mode !== 'POWER') {
    findings.push(deny('mode', target, 'Keys can be sent to a step only in POWER mode.'))
  }
  return findings
}

/** False for an action that this policy denies to an orchestrator whatever its parameters and the plan are. */
export function orchestratorMayAsk(
  { name, kind, destructive }: Omit<PolicyAction, 'parameters'>,
  policy: Policy,
): boolean {
  const action = { name, kind, destructive, parameters: {} }
  const denials = [
    ...systemFindings(action, 'orchestrator'),
    ...orchestratorFindings(action, policy),
    ...sendKeyFindings(action, policy),
  ]
  return denials.length === 0
}

/** True for what gives agents or a repository more than they had. */
function loosens({ name, parameters }: PolicyAction): boolean {
  return name === 'trust.accept' || (name === 'policy.mode' && parameters['mode'] !== 'SAFE')
}

function userConfirmations(action: PolicyAction, policy: Policy): Finding[] {
  if (action.name === 'step.stop' || action.name === 'run.stop') return []
  const target = targetOf(action)
  if (loosens(action)) {
    const reason = `${action.name} needs a confirmation: it allows more than before.`
    return [ask('single', 'mode', target, reason)]
  }
  const isListed = policy.confirmation_required.includes(action.name)
  if (isListed && (policy.mode === 'SAFE' || action.destructive)) {
    const reason = `${action.name} needs a confirmation: the policy lists it.`
    return [ask('single', 'confirmation_required', target, reason)]
  }
  if (action.destructive && policy.mode === 'SAFE') {
    const reason = `${action.name} needs a confirmation: it is destructive and the mode is SAFE.`
    return [ask('single', 'mode', target, reason)]
  }
  return []
}

function orchestratorConfirmations(action: PolicyAction, policy: Policy): Finding[] {
  const target = targetOf(action)
  const isDestructive = action.destructive || DESTRUCTIVE_FOR_AGENTS.includes(action.name)
  if (isDestructive) {
    const level = policy.mode === 'SAFE' ? 'double' : 'single'
    const times = level === 'double' ? 'twice' : 'once'
    const reason = `A person must confirm ${action.name} ${times}: it is destructive and an orchestrator asks for it.`
    return [ask(level, 'mode', target, reason)]
  }
  if (policy.mode === 'POWER') return []
  const reason = `A person must confirm ${action.name}: an orchestrator asks for it and the mode is SAFE.`
  return [ask('single', 'mode', target, reason)]
}

function startsWork(action: PolicyAction): boolean {
  return action.kind === 'run' || action.name === 'step.restart'
}

/** A dry run only looks. */
function isDryRun(action: PolicyAction): boolean {
  return action.kind === 'run' && action.parameters['dryRun'] === true
}

function confirmations(action: PolicyAction, { actor, policy }: PolicyQuestion): Finding[] {
  if (actor === 'system' || isDryRun(action)) return []
  return actor === 'user'
    ? userConfirmations(action, policy)
    : orchestratorConfirmations(action, policy)
}

function trustFindings(action: PolicyAction, trust: TrustState | undefined): Finding[] {
  if (action.name === 'template.apply') {
    const path = `${TEMPLATES_FOLDER}/${action.parameters['template']}.yaml`
    const paths = untrustedPaths(trust, 'all').filter((candidate) => candidate === path)
    return untrustedFindings(targetOf(action), paths)
  }
  if (!startsWork(action) || isDryRun(action)) return []
  return untrustedFindings(targetOf(action), untrustedPaths(trust, 'run'))
}

function actionFindings(action: PolicyAction, question: PolicyQuestion): Finding[] {
  const { actor, policy, after } = question
  return [
    ...trustFindings(action, question.trust),
    ...systemFindings(action, actor),
    ...(actor === 'orchestrator' ? orchestratorFindings(action, policy) : []),
    ...sendKeyFindings(action, policy),
    ...confirmations(action, question),
    ...(startsWork(action) ? runFindings(action.parameters, after, policy) : []),
  ]
}

/**
 * Decides about a list of actions: who may do what, what needs a person's yes, and the policy's caps on the
 * plan that comes of it. Pure; the browser calls it to show, Node to enforce.
 */
export function evaluateActions(question: PolicyQuestion): Verdict {
  const ofActions = question.actions.flatMap((action) => actionFindings(action, question))
  return verdictFrom([...ofActions, ...planFindings(question)])
}
