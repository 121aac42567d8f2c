import { mapResult } from '../../result.ts'
import { CANDIDATE_PROMPT, SYNTH_PROMPT } from '../prompts.ts'
import type { Template } from '../template.ts'
import {
  dependenciesOf,
  expandPrompts,
  idParameter,
  inTurn,
  laneOf,
  listOf,
  numberedIds,
  numberOf,
  PLACE_PARAMETERS,
  TASK_PARAMETER,
  textOf,
} from './common.ts'

/** `fusion`: candidates that do the same task, and one step that makes the best of them. */
export const fusion: Template = {
  name: 'fusion',
  title: 'Fusion',
  description: 'Several models do the same task; one more makes a result of the best in theirs.',
  parameters: [
    idParameter('best'),
    TASK_PARAMETER,
    {
      name: 'candidates',
      type: 'number',
      description: 'How many candidates; the policy caps it with max_fanout',
      default: 3,
      min: 2,
      max: 1000,
      whole: true,
    },
    {
      name: 'models',
      type: 'list',
      description: 'Models of the candidates, in turn',
      default: ['claude-code', 'codex', 'gemini'],
      min: 1,
      max: 100,
    },
    {
      name: 'synthModel',
      type: 'string',
      description: 'Model of the step that fuses them',
      default: 'claude-code',
    },
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    const id = textOf(values, 'id')
    const models = listOf(values, 'models')
    const candidates = numberedIds(id, numberOf(values, 'candidates'))
    const synth = `${id}-synth`
    const prompts = expandPrompts(
      { candidate: CANDIDATE_PROMPT, synth: SYNTH_PROMPT },
      { ...values, steps: candidates },
    )
    const add = (step: string, model: string, prompt: string, dependsOn: readonly string[]) => ({
      action: 'step.add',
      id: step,
      type: 'f',
      model,
      ...dependenciesOf(dependsOn),
      ...laneOf(values),
      prompt,
    })
    // All steps are added before they are fused: fusion.create would take over steps that are there already.
    return mapResult(prompts, (prompt) => [
      ...candidates.map((step, index) =>
        add(step, inTurn(models, index), prompt.candidate, listOf(values, 'dependsOn')),
      ),
      add(synth, textOf(values, 'synthModel'), prompt.synth, candidates),
      { action: 'fusion.create', candidates, synth },
    ])
  },
}
