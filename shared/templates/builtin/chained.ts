import type { UncheckedAction } from '../../actions/define.ts'
import { ok } from '../../result.ts'
import { PHASE_PROMPT } from '../prompts.ts'
import type { Template } from '../template.ts'
import { expandTemplate } from '../variables.ts'
import {
  dependenciesOf,
  idParameter,
  inTurn,
  laneOf,
  listOf,
  numberOf,
  PLACE_PARAMETERS,
  TASK_PARAMETER,
  textOf,
} from './common.ts'

/** `chained`: phases one after the other, with a gate between each two. */
export const chained: Template = {
  name: 'chained',
  title: 'Chained phases',
  description: 'Phases one after the other; between each two a person approves a gate.',
  parameters: [
    idParameter('phase'),
    TASK_PARAMETER,
    {
      name: 'phases',
      type: 'number',
      description: 'How many phases; there is one gate less',
      default: 3,
      min: 1,
      max: 100,
      whole: true,
    },
    {
      name: 'models',
      type: 'list',
      description: 'Models of the phases, in turn',
      default: ['claude-code'],
      min: 1,
      max: 100,
    },
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    const id = textOf(values, 'id')
    const models = listOf(values, 'models')
    const actions: UncheckedAction[] = []
    let dependsOn = listOf(values, 'dependsOn')
    for (let phase = 1; phase <= numberOf(values, 'phases'); phase += 1) {
      const prompt = expandTemplate(PHASE_PROMPT, { ...values, phase })
      if (!prompt.ok) return prompt
      if (phase > 1) {
        const gate = `${id}-gate-${phase - 1}`
        const name = `Approve phase ${phase - 1} of ${id}`.slice(0, 200)
        actions.push({ action: 'gate.insert', id: gate, name, dependsOn, ...laneOf(values) })
        dependsOn = [gate]
      }
      const step = `${id}-${phase}`
      const more = { ...dependenciesOf(dependsOn), ...laneOf(values), prompt: prompt.value }
      const model = inTurn(models, phase - 1)
      actions.push({ action: 'step.add', id: step, type: 'c', model, ...more })
      dependsOn = [step]
    }
    return ok(actions)
  },
}
