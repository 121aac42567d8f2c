import { z } from 'zod'
import { ok } from '../../result.ts'
import { lineSchema } from '../../schema/ids.ts'
import { findTemplate } from '../../templates/find-template.ts'
import { checkParameters } from '../../templates/parameters.ts'
import { defineAction } from '../define.ts'

/** `template.apply`: the steps and gates of a template, with the parameters filled in. */
export const templateApply = defineAction({
  name: 'template.apply',
  kind: 'edit',
  title: 'Apply template',
  description:
    'Adds the steps and gates of a template: base, parallel, chained, fusion, orchestrated, long-autonomy, or one of the repository. Parameters that are not given have their defaults.',
  parameters: z.strictObject({
    template: lineSchema(64).describe('Name of the template'),
    parameters: z
      .record(
        z.string().max(64),
        z.union([
          z.string().max(1_000_000),
          z.number(),
          z.boolean(),
          z.array(z.string()).max(1000),
        ]),
      )
      .describe("The template's parameters by name: texts, numbers, true or false, lists of texts")
      .optional(),
  }),
  positional: ['template'],
  destructive: false,
  reversible: true,
  apply(sequence, { template, parameters = {} }, context) {
    const found = findTemplate(template, context.templates ?? [])
    if (!found.ok) return found
    const values = checkParameters(found.value, parameters)
    if (!values.ok) return values
    const actions = found.value.build(values.value)
    return actions.ok ? ok({ sequence, expands: actions.value }) : actions
  },
  describe: ({ template }) => `Apply template ${template}`,
})
