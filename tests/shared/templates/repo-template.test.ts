import { expect, test } from 'vitest'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { propose } from '../../../shared/commit/propose.ts'
import { unwrap } from '../../../shared/failure.ts'
import { parseRepoTemplate } from '../../../shared/templates/repo-template.ts'
import { REPO_TEMPLATE_ACTIONS } from '../../../shared/templates/repo-template-schema.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { act, refusal } from '../../support/actions.ts'
import { context, sequence } from '../../support/sequences.ts'

const FILE = '.threados/templates/review.yaml'
const REVIEW = `name: review
description: One writes, another reviews
x-owner: docs team
parameters:
  - {name: id, type: string, description: Where ids begin}
  - {name: minutes, type: number, description: Time limit, default: 5, min: 1, max: 60, whole: true}
  - {name: careful, type: boolean, description: Whether to stop, default: true}
  - {name: needs, type: list, description: What it waits for, default: []}
actions:
  - action: step.add
    id: "{{id}}-write"
    type: base
    model: codex
    review: "{{careful}}"
    dependsOn: "{{needs}}"
    retry: {max: "{{minutes}}"}
    prompt: |
      Write {{id}} in {{minutes}} minutes.
  - action: gate.insert
    id: "{{id}}-ok"
    dependsOn: ["{{id}}-write"]
`

function apply(parameters: object) {
  const templates = [unwrap(parseRepoTemplate(REVIEW, FILE))]
  const action = { action: 'template.apply', template: 'review', parameters }
  return { action, more: { templates } }
}

test('a template of the repository is applied with its variables, which keep their types', () => {
  const { action, more } = apply({ id: 'docs', careful: false })
  const { sequence: after, prompts } = act(sequence([]), action, more)
  expect({ steps: after.steps, gates: after.gates, prompts }).toEqual({
    steps: [
      {
        id: 'docs-write',
        name: 'docs-write',
        type: 'base',
        model: 'codex',
        review: false,
        retry: { max: 5 },
      },
    ],
    gates: [{ id: 'docs-ok', name: 'docs-ok', depends_on: ['docs-write'] }],
    prompts: [
      {
        kind: 'write',
        path: '.threados/prompts/docs-write.md',
        text: 'Write docs in 5 minutes.\n',
      },
    ],
  })
})

test.each([
  [{}, 'INVALID_PARAMETERS', 'Template review needs id.'],
  [
    { id: 'a', minutes: 61 },
    'INVALID_PARAMETERS',
    'minutes 61 of template review must be 1 to 60.',
  ],
  [{ id: 'A' }, 'INVALID_ID', 'A-write'],
  [{ id: 'a', needs: ['ghost'] }, 'DANGLING_DEPENDENCY', 'ghost'],
])('applied with %j it is refused with %s', (parameters, code, message) => {
  const { action, more } = apply(parameters)
  expect(refusal(sequence([]), action, more)).toMatchObject({
    code,
    message: expect.stringContaining(message),
  })
})

test('it shadows the built-in template of its name', () => {
  const own = unwrap(
    parseRepoTemplate(
      'name: base\ndescription: Ours\nactions:\n  - {action: sequence.edit, name: ours}\n',
      FILE,
    ),
  )
  const action = { action: 'template.apply', template: 'base' }
  expect(act(sequence([]), action, { templates: [own] }).sequence).toMatchObject({
    name: 'ours',
    steps: [],
  })
})

function changed(from: string, to: string): string {
  expect(REVIEW).toContain(from)
  return REVIEW.replace(from, to)
}

test('a confirmation does not hold once the file of the template has changed', () => {
  const document = unwrap(parseSequence('version: "1.0"\nname: demo\n'))
  const hashes = [REVIEW, REVIEW, `${REVIEW}# changed\n`].map((text) => {
    const templates = [unwrap(parseRepoTemplate(text, FILE))]
    const { action } = apply({ id: 'docs' })
    return unwrap(propose(document, [action], context({ templates }))).proposal.hash
  })
  expect(new Set(hashes).size).toBe(2)
  expect(hashes[0]).toBe(hashes[1])
})

test.each([
  ['an unknown variable in an id', '"{{id}}-ok"', '"{{idd}}-ok"', 20, 9, 'no variable idd'],
  ['an unknown variable in a list', '["{{id}}-', '["{{id2}}-', 21, 17, 'no variable id2'],
  ['an unknown variable deep inside', '"{{minutes}}"}', '"{{hours}}"}', 16, 18, 'variable hours'],
  ['a brace without end', '"{{careful}}"', '"{{careful"', 14, 13, 'has no }}'],
  ['an unknown key', 'x-owner', 'owner', 3, 1, 'unknown key "owner"'],
  ['an unknown key of a parameter', 'min: 1', 'least: 1', 6, 72, 'unknown key "least"'],
  ['a default of another type', 'default: 5', 'default: five', 6, 69, 'default of the parameter'],
  ['a default out of range', 'default: 5', 'default: 61', 6, 69, 'must be 1 to 60'],
  ['a parameter that comes twice', 'name: careful', 'name: id', 7, 12, 'id comes twice'],
  ['a parameter of no known type', 'type: list', 'type: array', 8, 25, 'type'],
  ['an action that decides', 'gate.insert', 'gate.approve', 19, 13, 'gate.approve'],
  ['an action that removes', 'gate.insert', 'step.rm', 19, 13, 'step.rm'],
  ['a template in a template', 'gate.insert', 'template.apply', 19, 13, 'template.apply'],
])('%s is refused with its place', (_, from, to, line, column, message) => {
  const parsed = parseRepoTemplate(changed(from, to), FILE)
  expect(parsed.ok ? parsed : parsed.failure).toMatchObject({
    code: 'INVALID_SCHEMA',
    message: expect.stringContaining(message),
    at: { file: FILE, line, column },
  })
})

test('a template may hold every action that edits the plan and loses nothing, and no other', () => {
  const harmless = ACTIONS.filter(
    ({ kind, destructive, name }) => kind === 'edit' && !destructive && name !== 'template.apply',
  ).map(({ name }) => name)
  expect([...REPO_TEMPLATE_ACTIONS].toSorted()).toEqual(harmless.toSorted())
})
