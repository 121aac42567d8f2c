import { z } from 'zod'
import { lineSchema, NodeIdSchema, RESERVED_NAMES } from '../schema/ids.ts'
import { PARAMETER_TYPES } from './template.ts'
import { VARIABLE_NAME } from './variables.ts'

/**
 * The actions that a repository's template may hold: those that edit the plan and lose nothing. What decides,
 * runs, steers, changes the policy or removes would go past the confirmation of its own; a template in a
 * template could go round in circles.
 */
export const REPO_TEMPLATE_ACTIONS = [
  'step.add',
  'step.edit',
  'step.clone',
  'step.move',
  'dep.add',
  'dep.rm',
  'group.parallelize',
  'group.dissolve',
  'fusion.create',
  'gate.insert',
  'prompt.write',
  'sequence.edit',
] as const

const NAME_RULE = 'must be letters, digits and underscores, beginning with a letter, as in teamSize'

const ParameterNameSchema = z
  .string()
  .regex(VARIABLE_NAME, NAME_RULE)
  .refine((name) => !RESERVED_NAMES.has(name), 'is a reserved name')

/** A template's parameter as its file has it. */
export const TemplateParameterSchema = z.strictObject({
  name: ParameterNameSchema,
  type: z.enum(PARAMETER_TYPES),
  description: lineSchema(500),
  default: z
    .union([z.string().max(100_000), z.number(), z.boolean(), z.array(z.string()).max(1000)])
    .optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  whole: z.boolean().optional(),
})

/** What a file of `.threados/templates` must look like. */
export const RepoTemplateSchema = z.strictObject({
  name: NodeIdSchema,
  title: lineSchema(200).optional(),
  description: lineSchema(1000),
  parameters: z.array(TemplateParameterSchema).max(100).default([]),
  actions: z
    .array(z.looseObject({ action: z.enum(REPO_TEMPLATE_ACTIONS) }))
    .min(1)
    .max(1000),
})
export type RepoTemplateFile = z.infer<typeof RepoTemplateSchema>
