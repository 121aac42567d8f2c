import { mapResult } from '../../result.ts'
import { MERGE_PROMPT, WORKER_PROMPT } from '../prompts.ts'
import type { Template } from '../template.ts'
import {
  dependenciesOf,
  expandPrompts,
  idParameter,
  laneOf,
  listOf,
  MODEL_PARAMETER,
  numberedIds,
  numberOf,
  PLACE_PARAMETERS,
  TASK_PARAMETER,
  textOf,
} from './common.ts'

/** `parallel`: workers side by side, and on demand a step that brings their results together. */
export const parallel: Template = {
  name: 'parallel',
  title: 'Parallel workers',
  description: 'Several agents share one task side by side; a last one merges what they did.',
  parameters: [
    idParameter('work'),
    TASK_PARAMETER,
    {
      name: 'workers',
      type: 'number',
      description: 'How many workers; the policy caps it with max_fanout',
      default: 3,
      min: 1,
      max: 1000,
      whole: true,
    },
    MODEL_PARAMETER,
    {
      name: 'merge',
      type: 'boolean',
      description: 'Whether a step <id>-merge brings the results together',
      default: true,
    },
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    const id = textOf(values, 'id')
    const model = textOf(values, 'model')
    const steps = numberedIds(id, numberOf(values, 'workers'))
    const prompts = expandPrompts(
      { worker: WORKER_PROMPT, merge: MERGE_PROMPT },
      { ...values, steps },
    )
    const workers = {
      action: 'step.add',
      id,
      type: 'p',
      model,
      fanout: steps.length,
      ...dependenciesOf(listOf(values, 'dependsOn')),
      ...laneOf(values),
    }
    const merge = {
      action: 'step.add',
      id: `${id}-merge`,
      type: 'base',
      model,
      dependsOn: steps,
      ...laneOf(values),
    }
    return mapResult(prompts, (prompt) => [
      { ...workers, prompt: prompt.worker },
      ...(values['merge'] === true ? [{ ...merge, prompt: prompt.merge }] : []),
    ])
  },
}
