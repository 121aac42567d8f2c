import { fail } from '../../failure.ts'
import type { RawAction } from '../../protocol/methods.ts'
import { mapResult, ok, type Result } from '../../result.ts'
import { dependenciesOf } from '../../schema/defaults.ts'
import { commandOf, optional, waits } from './fields.ts'
import type { Clause, Filled, Form } from './form.ts'
import type { Known } from './known.ts'

/** The agent of a step for which nobody named one. */
const DEFAULT_MODEL = 'claude-code'

const AFTER: Clause = { parts: ['after', { as: 'after', slot: 'node', isList: true }] }
const BEFORE: Clause = { parts: ['before', { as: 'before', slot: 'node', isList: true }] }
const NAME: Clause = { parts: ['named|called|name', { as: 'name', slot: 'text' }] }
const LANE: Clause = { parts: ['lane', { as: 'lane', slot: 'text' }] }

function addSteps(filled: Filled): Result<readonly RawAction[]> {
  const dependsOn = filled.list('after')
  return mapResult(commandOf(filled), (command) =>
    filled.list('ids').flatMap((id) => [
      {
        action: 'step.add',
        id,
        type: filled.given('type')?.toLowerCase() ?? 'base',
        model: filled.given('model')?.toLowerCase() ?? (command ? 'shell' : DEFAULT_MODEL),
        ...optional({
          name: filled.given('name'),
          command,
          dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
          lane: filled.given('lane'),
          groupId: filled.given('group'),
          prompt: filled.given('prompt'),
        }),
      },
      ...waits(filled.list('before'), [id]),
    ]),
  )
}

/** What the nodes wait for now that a gate is put before; a failure where that can't be known. */
function inherited(id: string, before: readonly string[], known: Known): Result<readonly string[]> {
  const nodes = before.flatMap((other) => known.find(other) ?? [])
  if (before.length > 0 && nodes.length === before.length) {
    return ok([...new Set(nodes.flatMap(dependenciesOf))])
  }
  return fail('INVALID_PARAMETERS', `Where gate ${id} stands is not clear.`, {
    hint: 'Say what it comes after or before.',
    details: { id, expected: ['after', 'before'] },
  })
}

/** Without a word about it, a gate waits for what the nodes waited for that now wait for the gate. */
function insertGate(filled: Filled, known: Known): Result<readonly RawAction[]> {
  const id = filled.text('id')
  const before = filled.list('before')
  const waitsFor = filled.has('after') ? ok(filled.list('after')) : inherited(id, before, known)
  return mapResult(waitsFor, (dependsOn) => [
    {
      action: 'gate.insert',
      id,
      dependsOn,
      ...optional({
        name: filled.given('name'),
        before: before.length > 0 ? before : undefined,
        lane: filled.given('lane'),
      }),
    },
  ])
}

/** Sentences that add steps and gates. */
export const ADD_FORMS: readonly Form[] = [
  {
    parts: ['add|create|new', 'step|steps', { as: 'ids', slot: 'new', isList: true }],
    clauses: [
      AFTER,
      BEFORE,
      { parts: ['command', { as: 'command', slot: 'command' }] },
      { parts: ['model', { as: 'model', slot: 'word' }] },
      { parts: ['prompt', { as: 'prompt', slot: 'text' }] },
      NAME,
      LANE,
      { parts: ['group', { as: 'group', slot: 'word' }] },
      { parts: ['type', { as: 'type', slot: 'word' }] },
    ],
    examples: [
      { text: 'add step lint after build', about: 'A new step that waits for another' },
      {
        text: 'add step unit-tests with command npm test after build',
        about: 'A step that runs a command',
      },
      {
        text: 'add step docs with model codex, prompt "Describe the API" before ship',
        about: 'A step with its agent and prompt, in front of another',
      },
    ],
    build: addSteps,
  },
  {
    parts: ['insert|add|create|new', 'gate', { as: 'id', slot: 'new' }],
    clauses: [BEFORE, AFTER, NAME, LANE],
    examples: [
      { text: 'insert gate review before ship', about: 'A person decides before it goes on' },
      { text: 'insert gate check after build', about: 'A person looks at a result' },
    ],
    build: insertGate,
  },
  {
    parts: ['clone|copy|duplicate', { as: 'id', slot: 'step' }],
    clauses: [{ parts: ['as|to', { as: 'newId', slot: 'new' }] }],
    examples: [{ text: 'clone lint as lint-again', about: 'A second step like the first' }],
    build: (filled) =>
      ok([
        {
          action: 'step.clone',
          id: filled.text('id'),
          ...optional({ newId: filled.given('newId') }),
        },
      ]),
  },
]
