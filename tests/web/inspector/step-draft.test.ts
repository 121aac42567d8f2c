import { describe, expect, test } from 'vitest'
import { actionsFor, checkDraft, draftOf } from '../../../apps/web/src/inspector/step-draft.ts'
import { stepOf } from '../../support/web-sequences.ts'

const step = stepOf('build', {
  name: 'Build',
  model: 'shell',
  command: ['npm', 'run', 'build all'],
  lane: 'make',
  depends_on: ['lint'],
  timeout_ms: 90_000,
})
const draft = draftOf(step)
const known = new Set(['build', 'lint', 'test'])

describe('draftOf', () => {
  test('shows each argument on its own line and the time limit in seconds', () => {
    expect(draft).toEqual({
      name: 'Build',
      lane: 'make',
      model: 'shell',
      command: 'npm\nrun\nbuild all',
      dependsOn: 'lint',
      after: '',
      timeout: '90',
    })
  })
})

describe('actionsFor', () => {
  test('an untouched draft does nothing', () => {
    expect(actionsFor(step, draft)).toEqual([])
  })

  test('only what changed is named', () => {
    expect(actionsFor(step, { ...draft, name: 'Build it', dependsOn: 'lint, test' })).toEqual([
      { action: 'step.edit', id: 'build', name: 'Build it', dependsOn: ['lint', 'test'] },
    ])
  })

  test('an emptied field is cleared', () => {
    expect(actionsFor(step, { ...draft, lane: '', timeout: '', dependsOn: ' ' })).toEqual([
      { action: 'step.edit', id: 'build', lane: null, timeoutMs: null, dependsOn: [] },
    ])
  })

  test('another model takes the command along', () => {
    expect(actionsFor(step, { ...draft, model: 'codex' })).toEqual([
      { action: 'step.edit', id: 'build', model: 'codex', command: null },
    ])
  })

  test('spaces and empty lines inside a command are arguments as they stand', () => {
    expect(actionsFor(step, { ...draft, command: 'node\n\n  -x \n' })).toEqual([
      { action: 'step.edit', id: 'build', command: ['node', '', '  -x '] },
    ])
  })
})

describe('checkDraft', () => {
  test('a good draft has no errors', () => {
    expect(checkDraft(draft, step, known)).toEqual({})
  })

  test('each field says what is wrong with it', () => {
    const bad = {
      name: ' ',
      lane: '',
      model: 'shell',
      command: '',
      dependsOn: 'ghost, lint',
      after: 'build',
      timeout: '-3',
    }
    expect(checkDraft(bad, step, known)).toEqual({
      name: 'Every step has a name.',
      command: 'A shell step needs a command: the program on the first line.',
      dependsOn: 'There is no step or gate ghost.',
      after: 'A step can not wait for itself.',
      timeout: 'Write seconds, from 0.001 to 604800 (seven days), or nothing.',
    })
  })
})
