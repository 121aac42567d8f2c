import { describe, expect, test } from 'vitest'
import type { Gate } from '../../../shared/schema/gate.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import type { Step } from '../../../shared/schema/step.ts'
import { diff, edit, step } from './editing.ts'

const HAND_WRITTEN = `# our release
version: "1.0"
name: release   # keep it short
x-owner: platform team

steps: # from left to right
  # look first
  - id: plan
    name: Plan the work
    type: base
    model: codex
    depends_on: []
    status: READY # set by the tool
    # lane: later

  # then build
  - id: build
    name: 'Build it'
    type: base
    x-ticket: 1234
    model: claude-code
    depends_on:
      - plan # needs its notes
    status: BLOCKED

  # --- second phase ---

  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}
gates: []
`

const NEW_STEP: Step = {
  id: 'test',
  name: 'Test',
  type: 'base',
  model: 'shell',
  command: ['npm', 'test', '--', '--run'],
  depends_on: ['build'],
}

describe('fields', () => {
  test('a status change is a one-line diff that keeps the comment', () => {
    const set = (sequence: Sequence) => {
      step(sequence, 'plan').status = 'DONE'
    }
    expect(diff(HAND_WRITTEN, set)).toBe(
      [
        '-    status: READY # set by the tool', //
        '+    status: DONE # set by the tool',
      ].join('\n'),
    )
  })

  test('a new field goes behind the one that comes before it in the schema', () => {
    const set = (sequence: Sequence) => {
      step(sequence, 'build').timeout_ms = 60_000
      step(sequence, 'build').lane = 'server'
      step(sequence, 'ship').status = 'BLOCKED'
    }
    expect(diff(HAND_WRITTEN, set)).toBe(
      [
        '+    lane: server',
        '+    timeout_ms: 60000',
        '-  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}',
        '+  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build], status: BLOCKED}',
      ].join('\n'),
    )
  })

  test('a removed field goes with its line and the comment on it', () => {
    const remove = (sequence: Sequence) => {
      delete step(sequence, 'plan').status
    }
    expect(diff(HAND_WRITTEN, remove)).toBe('-    status: READY # set by the tool')
  })

  test('a text keeps its quotes and gets them when it needs them', () => {
    const set = (sequence: Sequence) => {
      step(sequence, 'build').name = "Build what's there"
      step(sequence, 'plan').name = 'Plan: first'
      sequence.name = 'no'
    }
    expect(diff(HAND_WRITTEN, set)).toBe(
      [
        '-name: release   # keep it short',
        '+name: "no"   # keep it short',
        '-    name: Plan the work',
        '+    name: "Plan: first"',
        "-    name: 'Build it'",
        "+    name: 'Build what''s there'",
      ].join('\n'),
    )
  })

  test('a dependency is one line in a list of lines, and stands in the brackets of a list in brackets', () => {
    const add = (sequence: Sequence) => {
      step(sequence, 'build').depends_on = ['plan', 'ship']
      step(sequence, 'plan').depends_on = ['ship']
      step(sequence, 'ship').depends_on = ['build']
    }
    expect(diff(HAND_WRITTEN, add)).toBe(
      [
        '-    depends_on: []',
        '+    depends_on: [ship]',
        '+      - ship',
        '-  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}',
        '+  - {id: ship, name: Ship, type: base, model: codex, depends_on: [build]}',
      ].join('\n'),
    )
  })

  test('a text of several lines becomes a block of lines and back', () => {
    const set = (sequence: Sequence) => {
      sequence.metadata = { description: 'What it does\n\n  and why\n' }
    }
    const text = edit(HAND_WRITTEN, set)
    expect(diff(HAND_WRITTEN, set)).toBe(
      ['+metadata:', '+  description: |', '+    What it does', '+', '+      and why'].join('\n'),
    )
    const shorten = (sequence: Sequence) => {
      sequence.metadata = { description: 'Short' }
    }
    expect(diff(text, shorten)).toBe(
      [
        '-  description: |',
        '-    What it does',
        '-',
        '-      and why',
        '+  description: Short',
      ].join('\n'),
    )
  })

  test('a map that loses its last key but keeps a key of the person is kept', () => {
    const text = 'name: a\nmetadata:\n  created_by: me\n  x-team: web\n'
    const remove = (sequence: Sequence) => {
      sequence.metadata = {}
    }
    expect(diff(text, remove)).toBe('-  created_by: me')
  })
})

describe('steps and gates', () => {
  test('a new step looks like the one before it', () => {
    const add = (sequence: Sequence) => {
      sequence.steps.splice(2, 0, NEW_STEP)
    }
    expect(diff(HAND_WRITTEN, add)).toBe(
      [
        '+  - id: test',
        '+    name: Test',
        '+    type: base',
        '+    model: shell',
        '+    command: [npm, test, --, --run]',
        '+    depends_on: [build]',
        '+',
      ].join('\n'),
    )
    const append = (sequence: Sequence) => {
      sequence.steps.push(NEW_STEP)
    }
    expect(diff(HAND_WRITTEN, append)).toBe(
      [
        '+',
        '+  - {id: test, name: Test, type: base, model: shell, command: [npm, test, --, --run], depends_on: [build]}',
      ].join('\n'),
    )
  })

  test('a removed step takes the comment directly above it, and one of two empty lines', () => {
    const remove = (sequence: Sequence) => {
      sequence.steps.splice(1, 1)
    }
    expect(edit(HAND_WRITTEN, remove).split('\n').slice(13)).toEqual([
      '    # lane: later',
      '',
      '  # --- second phase ---',
      '',
      '  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}',
      'gates: []',
      '',
    ])
  })

  test('a moved step goes with its comments', () => {
    const move = (sequence: Sequence) => {
      sequence.steps.push(...sequence.steps.splice(0, 1))
    }
    expect(edit(HAND_WRITTEN, move).split('\n').slice(5)).toEqual([
      'steps: # from left to right',
      '  # then build',
      '  - id: build',
      "    name: 'Build it'",
      '    type: base',
      '    x-ticket: 1234',
      '    model: claude-code',
      '    depends_on:',
      '      - plan # needs its notes',
      '    status: BLOCKED',
      '',
      '  # --- second phase ---',
      '',
      '  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}',
      '',
      '  # look first',
      '  - id: plan',
      '    name: Plan the work',
      '    type: base',
      '    model: codex',
      '    depends_on: []',
      '    status: READY # set by the tool',
      '    # lane: later',
      'gates: []',
      '',
    ])
  })

  test('a renamed step keeps its text', () => {
    const rename = (sequence: Sequence) => {
      step(sequence, 'build').id = 'compile'
      step(sequence, 'ship').depends_on = ['plan', 'compile']
    }
    expect(diff(HAND_WRITTEN, rename)).toBe(
      [
        '-  - id: build',
        '+  - id: compile',
        '-  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, build]}',
        '+  - {id: ship, name: Ship, type: base, model: codex, depends_on: [plan, compile]}',
      ].join('\n'),
    )
  })

  test('the first gate turns the empty list into lines, and the last one turns it back', () => {
    const gate: Gate = { id: 'check', name: 'Check', depends_on: ['build'] }
    const add = (sequence: Sequence) => {
      sequence.gates.push(gate)
    }
    expect(diff(HAND_WRITTEN, add)).toBe(
      [
        '-gates: []',
        '+gates:',
        '+  - id: check',
        '+    name: Check',
        '+    depends_on: [build]',
      ].join('\n'),
    )
    const remove = (sequence: Sequence) => {
      sequence.gates.pop()
    }
    expect(edit(edit(HAND_WRITTEN, add), remove)).toBe(HAND_WRITTEN)
  })

  test('a list that is emptied keeps the comments that belong to no step', () => {
    const clear = (sequence: Sequence) => {
      sequence.steps = []
    }
    expect(edit(HAND_WRITTEN, clear)).toBe(
      [
        '# our release',
        'version: "1.0"',
        'name: release   # keep it short',
        'x-owner: platform team',
        '',
        'steps: [] # from left to right',
        '  # --- second phase ---',
        '',
        'gates: []',
        '',
      ].join('\n'),
    )
  })

  test('missing lists are added where they belong', () => {
    const add = (sequence: Sequence) => {
      sequence.gates.push({ id: 'check', name: 'Check' })
      sequence.steps.push(NEW_STEP)
    }
    expect(edit('name: empty', add)).toBe(
      [
        'name: empty',
        'steps:',
        '  - id: test',
        '    name: Test',
        '    type: base',
        '    model: shell',
        '    command: [npm, test, --, --run]',
        '    depends_on: [build]',
        'gates:',
        '  - id: check',
        '    name: Check',
      ].join('\n'),
    )
  })
})
