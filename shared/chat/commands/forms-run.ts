import { ok } from '../../result.ts'
import { BUILTIN_TEMPLATES } from '../../templates/find-template.ts'
import type { Filled, Form } from './form.ts'
import type { Known } from './known.ts'
import { parametersOf } from './settings.ts'

const STEPS = { as: 'ids', slot: 'step', isList: true } as const
const GATES = { as: 'ids', slot: 'gate', isList: true } as const

/** A form that does the same to each thing that it names. */
function forEach(
  action: string,
  parts: Form['parts'],
  example: Form['examples'][0],
  hasNote = false,
): Form {
  return {
    action,
    parts,
    clauses: hasNote ? [{ parts: ['note', { as: 'note', slot: 'text' }] }] : [],
    examples: [example],
    build: (filled) => {
      const note = filled.given('note')
      const more = note === undefined ? {} : { note }
      return ok(filled.list('ids').map((id) => ({ action, id, ...more })))
    },
  }
}

/** A form without anything to fill in. */
function plain(action: string, parts: Form['parts'], example: Form['examples'][0]): Form {
  return { action, parts, examples: [example], build: () => ok([{ action }]) }
}

const RUNNING: readonly Form[] = [
  plain('run.runnable', ['run|start', 'runnable|ready', 'steps?'], {
    text: 'run runnable',
    about: 'Start all that can start now, and what that releases',
  }),
  plain('run.all', ['run|start', 'all|everything'], {
    text: 'run everything',
    about: 'Go on until nothing can run',
  }),
  {
    parts: ['run|start', 'group', { as: 'groupId', slot: 'group' }],
    examples: [{ text: 'run group team', about: 'Start the steps of a group' }],
    build: (filled) => ok([{ action: 'run.group', groupId: filled.text('groupId') }]),
  },
  {
    parts: ['run|start', STEPS],
    examples: [{ text: 'run lint and docs', about: 'Start single steps' }],
    build: (filled) => ok([{ action: 'run.step', ids: filled.list('ids') }]),
  },
  plain('run.stop', ['stop', 'all|everything|runs'], {
    text: 'stop everything',
    about: 'End all that runs',
  }),
  {
    parts: ['stop', 'group', { as: 'groupId', slot: 'group' }],
    examples: [{ text: 'stop group team', about: 'End what runs in a group' }],
    build: (filled) => ok([{ action: 'run.stop', groupId: filled.text('groupId') }]),
  },
  forEach('step.stop', ['stop', STEPS], { text: 'stop lint', about: 'End a running step' }),
  forEach('step.restart', ['restart|retry|rerun', STEPS], {
    text: 'restart lint',
    about: 'A new attempt of a step that ran',
  }),
  forEach('step.reset', ['reset', STEPS], {
    text: 'reset build',
    about: 'It can run again, and so must what ran on its output',
  }),
]

const DECIDING: readonly Form[] = [
  forEach(
    'gate.approve',
    ['approve', GATES],
    { text: 'approve gate go', about: 'Let through what waits for a gate' },
    true,
  ),
  forEach(
    'gate.block',
    ['block|hold', GATES],
    { text: 'block gate go with note "Not before Monday"', about: 'Hold back what waits for it' },
    true,
  ),
  forEach(
    'step.accept',
    ['accept', STEPS],
    { text: 'accept docs', about: 'Be content with a result that needs review' },
    true,
  ),
  forEach(
    'step.reject',
    ['reject', STEPS],
    { text: 'reject docs with note "Too short"', about: 'Or not be content with it' },
    true,
  ),
]

/** The template of a name in any case. */
function applyTemplate(filled: Filled, { templates }: Known) {
  const said = filled.text('template')
  const all = [...templates, ...BUILTIN_TEMPLATES]
  const template =
    all.find(({ name }) => name === said) ??
    all.find(({ name }) => name.toLowerCase() === said.toLowerCase())
  const parameters = parametersOf(filled.settings('settings'), template)
  const given = Object.keys(parameters).length > 0 ? { parameters } : {}
  return ok([{ action: 'template.apply', template: template?.name ?? said, ...given }])
}

const TEMPLATE = { as: 'template', slot: 'word' } as const

const TEMPLATES: readonly Form[] = [
  {
    parts: ['apply|use', 'template?', TEMPLATE],
    examples: [{ text: 'apply template fusion', about: 'The steps and gates of a template' }],
    build: applyTemplate,
  },
  {
    parts: ['apply|use', 'template?', TEMPLATE, 'with|using', { as: 'settings', slot: 'settings' }],
    examples: [
      {
        text: 'apply template parallel with workers=4, prompt="Translate the pages"',
        about: 'A template with values of its parameters',
      },
    ],
    build: applyTemplate,
  },
]

/** Sentences that run, steer and decide, and those that apply templates. */
export const RUN_FORMS: readonly Form[] = [...RUNNING, ...DECIDING, ...TEMPLATES]
