import type { Actor } from '../schema/audit-entry.ts'
import type { Policy } from '../schema/policy.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { folderFindings } from './command/folder.ts'
import { commandFindings } from './command.ts'
import { ask, deny, type Finding } from './finding.ts'

/** Stands for the repository's root where the real one is unknown: a plan is judged without a machine. */
const ANY_ROOT = '/repository'

/** Who asks under which policy. */
export interface StepContext {
  readonly actor: Actor
  readonly policy: Policy
}

function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((item, i) => item === b?.[i]))
}

function accessFindings(step: Step, { actor, policy }: StepContext): Finding[] {
  if (policy.mode !== 'POWER') {
    const reason = `Step "${step.id}" asks for full access, which the policy grants only in POWER mode.`
    return [deny('access', step.id, reason)]
  }
  if (actor === 'orchestrator' && !policy.orchestrator_may.includes('access.full')) {
    const reason = `An orchestrator may not give step "${step.id}" full access.`
    return [deny('orchestrator_may', step.id, reason)]
  }
  const reason = `Step "${step.id}" asks for full access: its agent would run without its own guards.`
  return [ask('single', 'access', step.id, reason)]
}

function ofStep(step: Step, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, target: `${step.id}: ${finding.target}` }))
}

/** What the policy says about a step's folder and command, without knowing any machine's real paths. */
function placeFindings(step: Step, policy: Policy): Finding[] {
  const place = { cwd: step.cwd ?? '.', root: ANY_ROOT, policy, platform: 'posix' as const }
  const findings =
    step.model === 'shell' && step.command
      ? commandFindings({ ...place, argv: step.command })
      : folderFindings(place)
  return ofStep(step, findings)
}

/** What the policy says about a step that is new (`was` undefined) or changed: folder, command and access. */
export function stepFindings(step: Step, was: Step | undefined, context: StepContext): Finding[] {
  const isPlaceSame =
    was !== undefined &&
    step.cwd === was.cwd &&
    step.model === was.model &&
    sameList(step.command, was.command)
  const wantsMore = step.access === 'full' && was?.access !== 'full'
  return [
    ...(isPlaceSame ? [] : placeFindings(step, context.policy)),
    ...(wantsMore ? accessFindings(step, context) : []),
  ]
}

function names(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/**
 * What the policy says about starting steps. Steps that were asked for by name are judged in full; for a run of
 * whatever is ready only the confirmations count, since a step that is denied does not keep the others back.
 */
export function runFindings(
  parameters: Readonly<Record<string, unknown>>,
  sequence: Sequence,
  policy: Policy,
): Finding[] {
  const asked = new Set(['id', 'ids', 'groupId'].flatMap((key) => names(parameters[key])))
  const isAsked = (step: Step) =>
    asked.has(step.id) || (step.group_id !== undefined && asked.has(step.group_id))
  if (asked.size > 0) {
    return sequence.steps.filter(isAsked).flatMap((step) => placeFindings(step, policy))
  }
  return sequence.steps
    .filter((step) => step.status !== 'DONE' && step.status !== 'RUNNING')
    .flatMap((step) => placeFindings(step, policy))
    .filter((finding) => finding.effect === 'confirm')
}
