import { describe, expect, test } from 'vitest'
import { fieldsOf, textOf, valueIn } from '../../../apps/web/src/palette/action-fields.ts'
import type { ActionDefinition } from '../../../shared/actions/define.ts'
import { parseActions } from '../../../shared/actions/parse-action.ts'
import { ACTIONS, findAction } from '../../../shared/actions/registry.ts'

const OPEN: readonly ActionDefinition[] = ACTIONS.filter(({ kind }) => kind !== 'system')

function fieldOf(action: string, name: string) {
  const definition = findAction(action)
  return definition && fieldsOf(definition).find((field) => field.name === name)
}

test.each(OPEN.map((definition) => [definition.name, definition] as const))(
  'the form of %s has a field for each parameter, what it must have first',
  (_name, definition) => {
    const fields = fieldsOf(definition)
    expect(fields.map(({ name }) => name).toSorted()).toEqual(
      Object.keys(definition.parameters.shape).toSorted(),
    )
    const firstOptional = fields.findIndex(({ required }) => !required)
    const tail = firstOptional < 0 ? [] : fields.slice(firstOptional)
    expect(tail.filter(({ required }) => required)).toEqual([])
  },
)

test('kinds follow the schema', () => {
  expect(fieldOf('step.add', 'type')?.kind).toBe('choice')
  expect(fieldOf('step.add', 'type')?.values).toContain('base')
  expect(fieldOf('step.add', 'dependsOn')?.kind).toBe('list')
  expect(fieldOf('step.add', 'command')?.kind).toBe('arguments')
  expect(fieldOf('step.add', 'review')?.kind).toBe('yes-no')
  expect(fieldOf('step.add', 'timeoutMs')?.kind).toBe('number')
  expect(fieldOf('step.add', 'prompt')?.kind).toBe('lines')
  expect(fieldOf('step.add', 'budget')?.kind).toBe('data')
  expect(fieldOf('step.edit', 'lane')?.kind).toBe('text')
})

describe('what is written into a form', () => {
  test('makes an action that its schema takes', () => {
    const action = {
      action: 'step.add',
      id: valueIn('text', ' build '),
      type: valueIn('choice', 'base'),
      model: valueIn('text', 'shell'),
      command: valueIn('arguments', 'npm\nrun\nbuild it, please\n'),
      dependsOn: valueIn('list', 'a, b c'),
      timeoutMs: valueIn('number', '60000'),
      review: valueIn('yes-no', 'no'),
    }
    expect(action.command).toEqual(['npm', 'run', 'build it, please'])
    expect(parseActions([action])).toEqual({ ok: true, value: [action] })
  })

  test('is left out when it is empty, and kept as it is when it is no number or JSON', () => {
    expect(valueIn('number', '')).toBeUndefined()
    expect(valueIn('number', 'soon')).toBe('soon')
    expect(valueIn('data', '{oops')).toBe('{oops')
  })

  test('comes back as it was given', () => {
    const given = [
      ['list', ['a', 'b']],
      ['arguments', ['a b', 'c,d']],
      ['yes-no', true],
      ['number', 12],
      ['data', { tokens: 5 }],
    ] as const
    for (const [kind, value] of given) expect(valueIn(kind, textOf(kind, value))).toEqual(value)
  })
})
