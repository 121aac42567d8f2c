import { z } from 'zod'
import { AgentsFileSchema } from './agents.ts'
import { PolicyFileSchema } from './policy.ts'
import { SequenceSchema } from './sequence.ts'

const FILES = {
  sequence: { title: '.threados/sequence.yaml', schema: SequenceSchema },
  policy: { title: '.threados/policy.yaml', schema: PolicyFileSchema },
  agents: { title: '.threados/agents.yaml', schema: AgentsFileSchema },
} as const

/** A file that people edit. */
export type FileSchemaName = keyof typeof FILES

/** The names of the file schemas. */
export const FILE_SCHEMA_NAMES = Object.keys(FILES) as FileSchemaName[]

/** The JSON Schema (draft 2020-12) of one file, for editors and models; x- keys are free, as in the reader. What zod checks by a function, such as the graph, it can't say. */
export function fileJsonSchema(name: FileSchemaName): Record<string, unknown> {
  const { title, schema } = FILES[name]
  const found = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) jsonSchema.patternProperties = { '^x-': {} }
    },
  })
  return { ...found, title }
}
