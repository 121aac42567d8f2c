import { mapResult } from '../../result.ts'
import { ORCHESTRATOR_PROMPT } from '../prompts.ts'
import type { Template } from '../template.ts'
import { expandTemplate } from '../variables.ts'
import {
  dependenciesOf,
  idParameter,
  laneOf,
  listOf,
  MODEL_PARAMETER,
  PLACE_PARAMETERS,
  TASK_PARAMETER,
  textOf,
} from './common.ts'

/** `orchestrated`: one step whose agent plans the work and adds the steps that do it. */
export const orchestrated: Template = {
  name: 'orchestrated',
  title: 'Orchestrator',
  description: 'One agent plans the work and adds the steps that do it, within the policy.',
  parameters: [
    idParameter('lead'),
    TASK_PARAMETER,
    MODEL_PARAMETER,
    {
      name: 'steps',
      type: 'number',
      description: 'How many steps its prompt lets it add at most',
      default: 10,
      min: 1,
      max: 1000,
      whole: true,
    },
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    return mapResult(expandTemplate(ORCHESTRATOR_PROMPT, values), (prompt) => [
      {
        action: 'step.add',
        id: textOf(values, 'id'),
        type: 'b',
        model: textOf(values, 'model'),
        orchestrator: true,
        ...dependenciesOf(listOf(values, 'dependsOn')),
        ...laneOf(values),
        prompt,
      },
    ])
  },
}
