import { mapResult } from '../../result.ts'
import { BASE_PROMPT } from '../prompts.ts'
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

/** `base`: one step. */
export const base: Template = {
  name: 'base',
  title: 'One step',
  description: 'One agent does one task.',
  parameters: [
    idParameter('task'),
    {
      name: 'name',
      type: 'string',
      description: 'What people call the step; the id when empty',
      default: '',
    },
    TASK_PARAMETER,
    MODEL_PARAMETER,
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    const id = textOf(values, 'id')
    const name = textOf(values, 'name') || id
    return mapResult(expandTemplate(BASE_PROMPT, { ...values, name }), (prompt) => [
      {
        action: 'step.add',
        id,
        name,
        type: 'base',
        model: textOf(values, 'model'),
        ...dependenciesOf(listOf(values, 'dependsOn')),
        ...laneOf(values),
        prompt,
      },
    ])
  },
}
