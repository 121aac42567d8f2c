import { z } from 'zod'
import { listInWords } from '../../dag/explain.ts'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { isStep } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { FailPolicySchema, type Step } from '../../schema/step.ts'
import { ModelSchema } from '../../schema/step-words.ts'
import { defineAction, type UncheckedAction } from '../define.ts'
import { dependOn, findNode, replaceStep } from '../edits.ts'
import { checkFanout } from '../limits.ts'
import { OPTIONAL_STEP_PARAMETERS, PromptTextSchema } from '../parameters.ts'

const DEFAULT_MODEL = 'claude-code'

const parameters = z.strictObject({
  candidates: z
    .array(NodeIdSchema)
    .min(2)
    .max(1000)
    .describe('Ids of the steps whose results are fused; missing ones are added'),
  synth: NodeIdSchema.describe('Id of the step that fuses them; added when missing'),
  model: ModelSchema.describe(
    `Model of the steps that are added; ${DEFAULT_MODEL} unless given`,
  ).optional(),
  models: z
    .array(ModelSchema)
    .min(1)
    .max(100)
    .describe('Models of the candidates that are added, in turn')
    .optional(),
  prompt: PromptTextSchema.describe('Prompt of the candidates that are added').optional(),
  synthPrompt: PromptTextSchema.describe('Prompt of the synth when it is added').optional(),
  dependsOn: OPTIONAL_STEP_PARAMETERS.dependsOn
    .describe('Ids that the candidates that are added wait for')
    .optional(),
  lane: OPTIONAL_STEP_PARAMETERS.lane.describe('Lane of the steps that are added').optional(),
  failPolicy: FailPolicySchema.describe(
    'fail_fast, or best_effort: fuse those that succeeded',
  ).optional(),
})

type Parameters = z.infer<typeof parameters>

function refuseGate(sequence: Sequence, ids: readonly string[]): Result<undefined> {
  const gate = ids.find((id) => sequence.gates.some((one) => one.id === id))
  if (gate === undefined) return ok(undefined)
  return fail('ALREADY_EXISTS', `${gate} is a gate and can't take part in a fusion.`, {
    hint: 'Only steps have results to fuse.',
    details: { id: gate },
  })
}

function check(sequence: Sequence, given: Parameters): Result<undefined> {
  const { candidates, synth } = given
  if (candidates.includes(synth)) {
    return fail('CYCLE', `${synth} can't be its own candidate.`, {
      hint: 'Name another step as synth.',
      details: { cycle: [synth, synth] },
    })
  }
  const present = findNode(sequence, synth)
  if (present && isStep(present) && present.fusion_candidates) {
    return fail(
      'ALREADY_EXISTS',
      `${synth} fuses ${listInWords(present.fusion_candidates)} already.`,
      {
        hint: 'Name another synth, or edit its fusionCandidates.',
        details: { id: synth, candidates: present.fusion_candidates },
      },
    )
  }
  return refuseGate(sequence, [...candidates, synth])
}

function synthPrompt(given: Parameters): string {
  return `# ${given.synth}\n\nCompare the results of ${listInWords(given.candidates)} and make one result of the best in them. At the end, say what you took from whom, and why.\n`
}

function addedSteps(sequence: Sequence, given: Parameters): UncheckedAction[] {
  const model = given.model ?? DEFAULT_MODEL
  const models = given.models ?? [model]
  const lane = given.lane === undefined ? {} : { lane: given.lane }
  const missing = given.candidates.filter((id) => !findNode(sequence, id))
  const candidates = missing.map((id, index) => ({
    action: 'step.add',
    id,
    type: 'f',
    model: models[index % models.length],
    ...(given.dependsOn === undefined ? {} : { dependsOn: given.dependsOn }),
    ...(given.prompt === undefined ? {} : { prompt: given.prompt }),
    ...lane,
  }))
  if (findNode(sequence, given.synth)) return candidates
  return [
    ...candidates,
    {
      action: 'step.add',
      id: given.synth,
      type: 'f',
      model,
      dependsOn: given.candidates,
      fusionCandidates: given.candidates,
      fusionSynth: true,
      ...(given.failPolicy === undefined ? {} : { failPolicy: given.failPolicy }),
      prompt: given.synthPrompt ?? synthPrompt(given),
      ...lane,
    },
  ]
}

/** The steps that are there already, as parts of the fusion. */
function withPresent(sequence: Sequence, given: Parameters): Sequence {
  const candidates = new Set(given.candidates)
  const marked = {
    ...sequence,
    steps: sequence.steps.map((step) =>
      candidates.has(step.id) && step.type === 'base' ? { ...step, type: 'f' as const } : step,
    ),
  }
  const synth = marked.steps.find((step) => step.id === given.synth)
  if (!synth) return marked
  const next: Step = {
    ...dependOn(synth, given.candidates),
    type: 'f',
    fusion_candidates: [...given.candidates],
    fusion_synth: true,
    ...(given.failPolicy === undefined ? {} : { fail_policy: given.failPolicy }),
  }
  return replaceStep(marked, given.synth, next)
}

/** `fusion.create`: several candidates, and one step that makes the best of them. */
export const fusionCreate = defineAction({
  name: 'fusion.create',
  kind: 'edit',
  title: 'Create fusion',
  description:
    'Lets a synth step wait for candidates and fuse their results. Steps that are missing are added.',
  parameters,
  positional: [],
  destructive: false,
  reversible: true,
  apply(sequence, parameters, context) {
    const given = { ...parameters, candidates: [...new Set(parameters.candidates)] }
    for (const result of [
      check(sequence, given),
      checkFanout(sequence, context, given.candidates.length),
    ]) {
      if (!result.ok) return result
    }
    return ok({ sequence: withPresent(sequence, given), expands: addedSteps(sequence, given) })
  },
  describe: ({ candidates, synth }) => `Fuse ${candidates.join(', ')} in ${synth}`,
})
