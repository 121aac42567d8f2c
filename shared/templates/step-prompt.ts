import type { Result } from '../result.ts'
import type { Step } from '../schema/step.ts'
import {
  BASE_PROMPT,
  CANDIDATE_PROMPT,
  LONG_PROMPT,
  MERGE_PROMPT,
  ORCHESTRATOR_PROMPT,
  PHASE_PROMPT,
  SYNTH_PROMPT,
  WATCHDOG_PROMPT,
  WORKER_PROMPT,
} from './prompts.ts'
import type { TemplateValues } from './template.ts'
import { expandTemplate } from './variables.ts'

/** Steps that an orchestrator is told to stay under, and hours that a long step is given, as in their templates. */
const DEFAULT_STEPS = 10
const HOUR_MS = 3_600_000
const DEFAULT_HOURS = 8

function hoursOf({ timeout_ms }: Step): number {
  return timeout_ms === undefined ? DEFAULT_HOURS : Math.max(1, Math.round(timeout_ms / HOUR_MS))
}

function fusionPrompt(step: Step, steps: readonly Step[]): [string, TemplateValues] {
  const { fusion_candidates: own } = step
  if (own) return [SYNTH_PROMPT, { steps: own.join(', ') }]
  const synth = steps.find((one) => one.fusion_candidates?.includes(step.id))
  return [CANDIDATE_PROMPT, { candidates: synth?.fusion_candidates?.length ?? 1 }]
}

/** A member of a group is a worker; a step of this type outside one brings workers together. */
function parallelPrompt(step: Step, steps: readonly Step[]): [string, TemplateValues] {
  const { group_id: group } = step
  const isWorker = group !== undefined
  const before = steps.filter(({ id }) => step.depends_on?.includes(id))
  const members = isWorker ? steps.filter((one) => one.group_id === group) : before
  const values = { workers: members.length, steps: members.map(({ id }) => id).join(', ') }
  return [isWorker ? WORKER_PROMPT : MERGE_PROMPT, values]
}

function phasePrompt(step: Step, steps: readonly Step[]): [string, TemplateValues] {
  const phases = steps.filter(({ type }) => type === 'c')
  const phase = phases.findIndex(({ id }) => id === step.id) + 1
  return [PHASE_PROMPT, { phase, phases: phases.length }]
}

function textFor(step: Step, steps: readonly Step[]): [string, TemplateValues] {
  if (step.watchdog_for !== undefined) {
    const watched = steps.find(({ id }) => id === step.watchdog_for)
    return [WATCHDOG_PROMPT, { id: step.watchdog_for, hours: hoursOf(watched ?? step) }]
  }
  switch (step.type) {
    case 'base':
      return [BASE_PROMPT, {}]
    case 'p':
      return parallelPrompt(step, steps)
    case 'c':
      return phasePrompt(step, steps)
    case 'f':
      return fusionPrompt(step, steps)
    case 'b':
      return [ORCHESTRATOR_PROMPT, { steps: DEFAULT_STEPS }]
    case 'l':
      return [LONG_PROMPT, { hours: hoursOf(step) }]
  }
}

/**
 * The prompt that the template of a step's thread type would give it. `task` is what is to be done, in a person's
 * words; the numbers in the text (workers, phases, candidates) are those of the plan.
 */
export function promptForStep(step: Step, steps: readonly Step[], task: string): Result<string> {
  const [text, values] = textFor(step, steps)
  return expandTemplate(text, { id: step.id, name: step.name, prompt: task, ...values })
}
