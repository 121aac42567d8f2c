import { hasDefaultPrompt } from '../../../../shared/actions/prompts.ts'
import { planRestore, type RestorePlan } from '../../../../shared/commit/restore.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import { normalizePath } from '../../../../shared/schema/paths.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { readPlan } from '../folder/read-plan.ts'
import type { PlanHistory, WorkspaceSource } from '../workspace/source.ts'

/** Prompts that are read side by side. */
const PROMPTS_AT_ONCE = 8

/** The plan at one moment: its text, null where there is no file, and what it says or why it says nothing. */
export interface Version {
  readonly text: string | null
  readonly plan: Result<Sequence> | undefined
}

/** Reads the plan of a commit, or the one that is there now. */
export async function readVersion(
  history: PlanHistory,
  commit: string | undefined,
): Promise<Result<Version>> {
  const text = await history.textAt(commit)
  if (!text.ok) return text
  if (text.value === null) return ok({ text: null, plan: undefined })
  const plan = await readPlan(new TextEncoder().encode(text.value))
  return ok({ text: text.value, plan: plan.ok ? ok(plan.value.sequence) : plan })
}

/** The prompts of the steps that a restored plan brings back, by their ids. */
async function returningPrompts(
  history: PlanHistory,
  commit: string,
  now: Sequence,
  then: Sequence,
): Promise<Result<ReadonlyMap<string, string>>> {
  const known = new Set(now.steps.map(({ id }) => id))
  const open = then.steps.filter((step) => !known.has(step.id) && hasDefaultPrompt(step))
  const prompts = new Map<string, string>()
  while (open.length > 0) {
    const some = open.splice(0, PROMPTS_AT_ONCE)
    const texts = await Promise.all(
      some.map((step) => history.promptAt(commit, normalizePath(promptPathOf(step)))),
    )
    for (const [at, text] of texts.entries()) {
      if (!text.ok) return text
      const step = some[at]
      if (step && text.value !== null) prompts.set(step.id, text.value)
    }
  }
  return ok(prompts)
}

/** What makes the plan say again what a commit's plan says. */
export async function restoreFrom(
  source: WorkspaceSource,
  history: PlanHistory,
  commit: string,
  then: Sequence,
): Promise<Result<RestorePlan>> {
  const now = source.workspace.sequence()
  if (!now) return ok({ actions: [], left: [] })
  const prompts = await returningPrompts(history, commit, now, then)
  if (!prompts.ok) return prompts
  return planRestore(now, then, prompts.value)
}
