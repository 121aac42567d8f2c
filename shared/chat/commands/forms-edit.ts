import type { RawAction } from '../../protocol/methods.ts'
import { mapResult, ok } from '../../result.ts'
import { commandOf, optional, waits } from './fields.ts'
import type { Filled, Form } from './form.ts'
import type { Known } from './known.ts'

function removal(filled: Filled, known: Known): RawAction[] {
  const flags = optional({
    reconnect: filled.has('reconnect') ? true : undefined,
    cascade: filled.has('cascade') ? true : undefined,
  })
  return filled.list('ids').map((id) => {
    const node = known.find(id)
    const isGate = node !== undefined && !('type' in node)
    // A gate takes no flags: said all the same, they are refused by their names.
    return { action: isGate ? 'gate.rm' : 'step.rm', id, ...flags }
  })
}

const CHANGING: readonly Form[] = [
  {
    parts: ['remove|delete|rm', { as: 'ids', slot: 'node', isList: true }],
    clauses: [
      { parts: ['reconnect'], flag: 'reconnect' },
      { parts: ['dependents|cascade'], flag: 'cascade' },
    ],
    examples: [
      { text: 'remove lint', about: 'Remove a step or gate' },
      {
        text: 'remove build and reconnect',
        about: 'Join what waited for it to what it waited for',
      },
      { text: 'remove build with dependents', about: 'Remove all that depends on it too' },
    ],
    build: (filled, known) => ok(removal(filled, known)),
  },
  {
    parts: ['rename', { as: 'id', slot: 'step' }, 'to|as', { as: 'to', slot: 'text' }],
    examples: [
      { text: 'rename lint to style', about: 'Another id; all that refers to it follows' },
      { text: 'rename lint to "Check the style"', about: 'In quotes: what people call it' },
    ],
    build: (filled) => {
      const to = filled.text('to')
      const change = filled.isQuoted('to') ? { name: to } : { newId: to.toLowerCase() }
      return ok([{ action: 'step.edit', id: filled.text('id'), ...change }])
    },
  },
  ...(['model', 'lane', 'role'] as const).map(
    (field): Form => ({
      parts: [
        'set',
        field,
        'of|for',
        { as: 'ids', slot: 'step', isList: true },
        'to',
        {
          as: 'value',
          slot: field === 'model' ? 'word' : 'text',
        },
      ],
      examples: [
        field === 'model'
          ? { text: 'set model of lint to codex', about: 'Another agent' }
          : { text: `set ${field} of lint to "Checks"`, about: `Another ${field}` },
      ],
      build: (filled) => {
        const value = filled.text('value')
        const said = field === 'model' ? value.toLowerCase() : value
        return ok(filled.list('ids').map((id) => ({ action: 'step.edit', id, [field]: said })))
      },
    }),
  ),
  {
    parts: [
      'set',
      'command',
      'of|for',
      { as: 'id', slot: 'step' },
      'to',
      { as: 'command', slot: 'command' },
    ],
    examples: [{ text: 'set command of unit-tests to npm run test', about: 'Another command' }],
    build: (filled) =>
      mapResult(commandOf(filled), (command) => [
        { action: 'step.edit', id: filled.text('id'), command },
      ]),
  },
  {
    parts: [
      'set',
      'prompt',
      'of|for',
      { as: 'id', slot: 'step' },
      'to',
      { as: 'text', slot: 'text' },
    ],
    examples: [{ text: 'set prompt of lint to "Check the style"', about: 'Another prompt' }],
    build: (filled) =>
      ok([{ action: 'prompt.write', stepId: filled.text('id'), text: filled.text('text') }]),
  },
]

const NODES = { as: 'nodes', slot: 'node', isList: true } as const
const OTHERS = { as: 'others', slot: 'node', isList: true } as const

function dependency(
  parts: Form['parts'],
  example: Form['examples'][0],
  action: 'dep.add' | 'dep.rm',
): Form {
  return {
    parts,
    examples: [example],
    build: (filled) =>
      ok(waits(filled.list('nodes'), filled.list('others')).map((wait) => ({ ...wait, action }))),
  }
}

const CONNECTING: readonly Form[] = [
  dependency(
    ['make|let', NODES, 'depend|wait', 'on|for', OTHERS],
    { text: 'make ship depend on lint', about: 'One waits for another' },
    'dep.add',
  ),
  dependency(
    [NODES, 'depends|depend|waits|wait', 'on|for', OTHERS],
    { text: 'ship depends on lint', about: 'The same as a statement' },
    'dep.add',
  ),
  dependency(
    ['make|let|put?', NODES, 'come|go|run?', 'after', OTHERS],
    { text: 'ship after lint', about: 'The same, shortest' },
    'dep.add',
  ),
  dependency(
    ['make|let|put?', OTHERS, 'come|go|run?', 'before', NODES],
    { text: 'lint before ship', about: 'The same from the other side' },
    'dep.add',
  ),
  dependency(
    ['make|let', NODES, 'not', 'depend|wait', 'on|for', OTHERS],
    { text: 'make ship not depend on build', about: 'It waits for that no longer' },
    'dep.rm',
  ),
]

const GROUPING: readonly Form[] = [
  {
    parts: ['parallelize|parallelise', { as: 'stepIds', slot: 'step', isList: true }],
    clauses: [
      { parts: ['group', { as: 'groupId', slot: 'new' }] },
      { parts: ['merge', { as: 'mergeStep', slot: 'new' }] },
    ],
    examples: [
      { text: 'parallelize lint and docs as group checks', about: 'Side by side, as one group' },
    ],
    build: (filled) =>
      ok([
        {
          action: 'group.parallelize',
          stepIds: filled.list('stepIds'),
          ...optional({ groupId: filled.given('groupId'), mergeStep: filled.given('mergeStep') }),
        },
      ]),
  },
  {
    parts: ['dissolve|ungroup', { as: 'groupId', slot: 'group' }],
    examples: [{ text: 'dissolve group team', about: 'Its members are ordinary steps again' }],
    build: (filled) => ok([{ action: 'group.dissolve', groupId: filled.text('groupId') }]),
  },
  {
    parts: [
      'fuse',
      { as: 'candidates', slot: 'step', isList: true },
      'into',
      { as: 'synth', slot: 'new' },
    ],
    examples: [
      { text: 'fuse lint and docs into best', about: 'One step makes the best of several' },
    ],
    build: (filled) =>
      ok([
        {
          action: 'fusion.create',
          candidates: filled.list('candidates'),
          synth: filled.text('synth'),
        },
      ]),
  },
]

/** Sentences that change what is there. */
export const EDIT_FORMS: readonly Form[] = [...CHANGING, ...CONNECTING, ...GROUPING]
