import { expect, test } from 'vitest'
import { fileJsonSchema } from '../../shared/schema/file-schemas.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'

const seqctl = () => seqctlIn(temporaryFolder(), temporaryFolder())

test('schema lists its names, and every one of them has a schema', async () => {
  const { names }: { names: readonly string[] } = (await seqctl()('schema')).json.data
  expect(names.slice(0, 4)).toEqual(['sequence', 'policy', 'agents', 'action'])
  expect(names).toContain('step.add')
  const all = await Promise.all(names.map((name) => seqctl()('schema', name)))
  expect(all.filter(({ exit, json }) => exit !== 0 || !json.data)).toEqual([])
})

test('the schema of sequence.yaml knows its fields and lets x- keys pass', () => {
  expect(fileJsonSchema('sequence')).toMatchObject({
    title: '.threados/sequence.yaml',
    required: ['version', 'name', 'steps', 'gates'],
    additionalProperties: false,
    patternProperties: { '^x-': {} },
    properties: {
      steps: { items: { additionalProperties: false, patternProperties: { '^x-': {} } } },
    },
  })
})

test('an unknown name is refused with the nearest one', async () => {
  expect(await seqctl()('schema', 'step.ad')).toMatchObject({
    exit: 6,
    json: { code: 'NOT_FOUND', details: { hint: 'Did you mean step.add?' } },
  })
})
