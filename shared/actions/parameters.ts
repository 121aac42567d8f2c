import { z } from 'zod'
import { NodeIdSchema } from '../schema/ids.ts'
import { type Step, StepSchema } from '../schema/step.ts'
import type { ActionDefinition } from './define.ts'

const fields = StepSchema.shape

/** A prompt's text. */
export const PromptTextSchema = z
  .string()
  .max(1_000_000)
  .refine((text) => !text.includes('\0'), 'must not contain NUL')

/** A person's remark on a decision. */
export const NoteSchema = z.string().max(4000).describe('A remark for the record')

/** The id of a step. */
export const StepIdSchema = NodeIdSchema.describe('Id of the step')

/** The id of a gate. */
export const GateIdSchema = NodeIdSchema.describe('Id of the gate')

/** Fields that every step has: they can be changed, but not cleared. */
export const REQUIRED_STEP_PARAMETERS = {
  name: fields.name.describe('What people call the step; the id unless given'),
  type: fields.type.describe(
    'Thread type: base, p (parallel), c (chained), f (fusion), b (orchestrated), l (long)',
  ),
  model: fields.model.describe('claude-code, codex, gemini, shell, or an alias of agents.yaml'),
}

/** Fields that a step may have: null clears them. */
export const OPTIONAL_STEP_PARAMETERS = {
  promptFile: fields.prompt_file.unwrap().describe('Prompt file inside .threados/prompts'),
  command: fields.command
    .unwrap()
    .describe('Program and arguments as a list; only with the model shell'),
  dependsOn: fields.depends_on.unwrap().describe('Ids of steps and gates that it waits for'),
  after: fields.after
    .unwrap()
    .describe('Ids of steps and gates that go first when both run; they never block'),
  lane: fields.lane.unwrap().describe('Row of the canvas'),
  role: fields.role.unwrap().describe('Free label for what the agent is'),
  cwd: fields.cwd.unwrap().describe('Folder to work in, relative to the repository'),
  workspace: fields.workspace
    .unwrap()
    .describe('shared, or worktree for a git worktree and branch of its own'),
  artifacts: fields.artifacts.unwrap().describe('Globs of files that the attempt must leave'),
  review: fields.review.unwrap().describe('Success ends in NEEDS_REVIEW instead of DONE'),
  timeoutMs: fields.timeout_ms.unwrap().describe('Time limit in milliseconds'),
  retry: fields.retry.unwrap().describe('How often to try again, and the pause in milliseconds'),
  failPolicy: fields.fail_policy
    .unwrap()
    .describe('fail_fast, or best_effort: the group or fusion goes on with those that succeeded'),
  access: fields.access.unwrap().describe('What the agent itself may do: read, edit or full'),
  effort: fields.effort.unwrap().describe('Effort of the model'),
  budget: fields.budget.unwrap().describe('Hard stop by tokens, cost_usd or minutes'),
  outputs: fields.outputs
    .unwrap()
    .describe('JSON Schema of the result that the attempt must leave'),
  groupId: fields.group_id.unwrap().describe('Group of parallel steps that it belongs to'),
  fusionCandidates: fields.fusion_candidates
    .unwrap()
    .describe('Ids of the steps whose results it fuses'),
  fusionSynth: fields.fusion_synth.unwrap().describe('True for the step that fuses candidates'),
  orchestrator: fields.orchestrator.unwrap().describe('True when its agent may add steps itself'),
  parent: fields.parent.unwrap().describe('Id of the orchestrator that added it'),
  watchdogFor: fields.watchdog_for.unwrap().describe('Id of the step that it watches'),
  workflow: fields.workflow.unwrap().describe('Role-routed workflow that it carries out'),
}

/** The one table from parameter names to the fields of sequence.yaml, where they differ. */
const SNAKE_CASE: Readonly<Record<string, keyof Step>> = {
  promptFile: 'prompt_file',
  dependsOn: 'depends_on',
  timeoutMs: 'timeout_ms',
  failPolicy: 'fail_policy',
  groupId: 'group_id',
  fusionCandidates: 'fusion_candidates',
  fusionSynth: 'fusion_synth',
  watchdogFor: 'watchdog_for',
}

const EDITABLE = new Set([
  ...Object.keys(REQUIRED_STEP_PARAMETERS),
  ...Object.keys(OPTIONAL_STEP_PARAMETERS),
])

/** The step fields among an action's parameters, by their names in the file; null means cleared. */
export function stepFieldsOf(parameters: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(parameters)
    .filter(([name, value]) => EDITABLE.has(name) && value !== undefined)
    .map(([name, value]) => [SNAKE_CASE[name] ?? name, value])
}

const CAMEL_CASE = new Map(Object.entries(SNAKE_CASE).map(([name, field]) => [String(field), name]))

/** The other way round: fields by their names in the file as parameters; those that no action sets are left out. */
export function parametersOfFields(
  fields: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const named = fields.map(([field, value]) => [CAMEL_CASE.get(field) ?? field, value] as const)
  return Object.fromEntries(named.filter(([name]) => EDITABLE.has(name)))
}

/** The step with these fields set; null and empty lists clear a field. */
export function withFields(step: Step, changes: readonly (readonly [string, unknown])[]): Step {
  const cleared = new Set<string>()
  const set: Record<string, unknown> = {}
  for (const [field, value] of changes) {
    if (value === null || (Array.isArray(value) && value.length === 0)) cleared.add(field)
    else set[field] = value
  }
  const kept = Object.entries(step).filter(([field]) => !cleared.has(field))
  return { ...(Object.fromEntries(kept) as Step), ...set }
}

type Nullable<Shape extends z.ZodRawShape> = {
  [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>>
}

/** The same parameters, each of which may be left out or cleared with null. */
export function clearable<Shape extends z.ZodRawShape>(shape: Shape): Nullable<Shape> {
  const entries = Object.entries(shape).map(([name, schema]) => [
    name,
    z.optional(z.nullable(schema)),
  ])
  return Object.fromEntries(entries) as Nullable<Shape>
}

function describedAs(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined
  if (schema.description !== undefined) return schema.description
  if (schema instanceof z.ZodOptional) return describedAs(schema.unwrap())
  return schema instanceof z.ZodNullable ? describedAs(schema.unwrap()) : undefined
}

/** What a parameter is for, in a few words; undefined for a name that the action does not have. */
export function parameterDescription(
  definition: Pick<ActionDefinition, 'parameters'>,
  name: string,
): string | undefined {
  const found = Object.entries(definition.parameters.shape).find(([key]) => key === name)
  return describedAs(found?.[1])
}
