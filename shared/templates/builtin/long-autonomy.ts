import { mapResult } from '../../result.ts'
import { LONG_PROMPT, WATCHDOG_PROMPT } from '../prompts.ts'
import type { Template } from '../template.ts'
import {
  dependenciesOf,
  expandPrompts,
  idParameter,
  laneOf,
  listOf,
  MODEL_PARAMETER,
  numberOf,
  PLACE_PARAMETERS,
  TASK_PARAMETER,
  textOf,
} from './common.ts'

const MS_PER_HOUR = 3_600_000

/** `long-autonomy`: one step that works alone for hours, and on demand another that watches it. */
export const longAutonomy: Template = {
  name: 'long-autonomy',
  title: 'Long autonomy',
  description: 'One agent works alone for hours; on demand another one watches it.',
  parameters: [
    idParameter('long'),
    TASK_PARAMETER,
    MODEL_PARAMETER,
    {
      name: 'hours',
      type: 'number',
      description: 'Time limit in hours',
      default: 8,
      min: 0.01,
      max: 168,
    },
    {
      name: 'watchdog',
      type: 'boolean',
      description: 'Whether a step <id>-watchdog watches it',
      default: true,
    },
    {
      name: 'watchdogModel',
      type: 'string',
      description: 'Model of the watchdog',
      default: 'claude-code',
    },
    ...PLACE_PARAMETERS,
  ],
  build(values) {
    const id = textOf(values, 'id')
    const prompts = expandPrompts({ long: LONG_PROMPT, watchdog: WATCHDOG_PROMPT }, values)
    const shared = {
      action: 'step.add',
      type: 'l',
      timeoutMs: Math.round(numberOf(values, 'hours') * MS_PER_HOUR),
      // The watchdog starts together with what it watches, so it waits for the same.
      ...dependenciesOf(listOf(values, 'dependsOn')),
      ...laneOf(values),
    }
    return mapResult(prompts, (prompt) => [
      { ...shared, id, model: textOf(values, 'model'), prompt: prompt.long },
      ...(values['watchdog'] === true
        ? [
            {
              ...shared,
              id: `${id}-watchdog`,
              model: textOf(values, 'watchdogModel'),
              watchdogFor: id,
              prompt: prompt.watchdog,
            },
          ]
        : []),
    ])
  },
}
