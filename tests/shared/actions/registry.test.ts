import { expect, test } from 'vitest'
import { parameterDescription } from '../../../shared/actions/parameters.ts'
import {
  ACTION_NAMES,
  ACTIONS,
  actionJsonSchema,
  findAction,
  parametersJsonSchema,
} from '../../../shared/actions/registry.ts'

test('the list holds every action of the contract once', () => {
  expect(ACTION_NAMES.toSorted()).toEqual([
    'attempt.end',
    'attempt.start',
    'dep.add',
    'dep.rm',
    'fusion.create',
    'gate.approve',
    'gate.block',
    'gate.insert',
    'gate.reopen',
    'gate.rm',
    'group.dissolve',
    'group.parallelize',
    'policy.mode',
    'prompt.write',
    'run.all',
    'run.group',
    'run.runnable',
    'run.step',
    'run.stop',
    'sequence.edit',
    'step.accept',
    'step.add',
    'step.clone',
    'step.edit',
    'step.move',
    'step.reject',
    'step.reset',
    'step.restart',
    'step.rm',
    'step.sendKey',
    'step.stop',
    'template.apply',
    'trust.accept',
    'trust.revoke',
    'worktree.merge',
    'worktree.remove',
  ])
})

test('an action is found by its name, and nothing else is', () => {
  expect([findAction('step.add')?.name, findAction('toString'), findAction('')]).toEqual([
    'step.add',
    undefined,
    undefined,
  ])
})

test.each(ACTIONS.map((definition) => [definition.name, definition] as const))(
  '%s explains itself and each of its parameters',
  (_, definition) => {
    const names = Object.keys(definition.parameters.shape)
    expect(definition.description).toMatch(/^[A-Z].*\.$/s)
    expect(definition.title).toMatch(/^[A-Z][A-Za-z ]+$/)
    expect(names.filter((name) => !parameterDescription(definition, name))).toEqual([])
    expect(names).toEqual(expect.arrayContaining([...definition.positional]))
  },
)

test('the JSON Schema of an action has its descriptions, its required keys and nothing loose', () => {
  const definition = findAction('dep.add')
  expect(definition && parametersJsonSchema(definition)).toEqual({
    type: 'object',
    properties: {
      stepId: expect.objectContaining({ description: 'Id of the step or gate that waits' }),
      depId: expect.objectContaining({ description: 'Id of the step or gate that it waits for' }),
      soft: { type: 'boolean', description: 'Only the order when both run; never blocks' },
    },
    required: ['stepId', 'depId'],
    additionalProperties: false,
  })
})

test('the JSON Schema of all actions leaves out what only ThreadOS itself may do', () => {
  const schema = actionJsonSchema() as { oneOf: { properties: { action: { const: string } } }[] }
  const names = schema.oneOf.map(({ properties }) => properties.action.const)
  expect(names).toEqual(ACTIONS.filter(({ kind }) => kind !== 'system').map(({ name }) => name))
})
