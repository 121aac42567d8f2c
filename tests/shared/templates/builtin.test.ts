import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propose } from '../../../shared/commit/propose.ts'
import { checkGraph } from '../../../shared/dag/check.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import { BUILTIN_TEMPLATES } from '../../../shared/templates/find-template.ts'
import type { TemplateParameter } from '../../../shared/templates/template.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { act, refusal, tryActions } from '../../support/actions.ts'
import { context, gate, sequence, step } from '../../support/sequences.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/golden/templates')
const EMPTY = 'version: "1.0"\nname: demo\nsteps: []\ngates: []\n'
const PLACE = { dependsOn: ['start', 'go'], lane: 'back end' }
const START = sequence([step('start')], [gate('go')])

/** Name of the golden file, the template, and its parameters. */
const CASES: readonly [string, string, object?][] = [
  ['base', 'base', { id: 'build', name: 'Build it', prompt: 'Build {{it}}.', model: 'codex' }],
  ['parallel', 'parallel', { workers: 2 }],
  ['parallel-no-merge', 'parallel', { workers: 1, merge: false }],
  ['chained', 'chained', { phases: 3, models: ['codex', 'gemini'] }],
  ['fusion', 'fusion', { candidates: 2, models: ['codex', 'gemini'] }],
  ['orchestrated', 'orchestrated', {}],
  ['long-autonomy', 'long-autonomy', { hours: 1.5 }],
  ['long-autonomy-alone', 'long-autonomy', { watchdog: false }],
]

function applying(template: string, parameters: object = {}) {
  return { action: 'template.apply', template, parameters }
}

test.each(CASES)('%s becomes exactly these lines and prompts', async (file, name, parameters) => {
  const document = unwrap(parseSequence(EMPTY))
  const change = unwrap(propose(document, [applying(name, parameters)], context()))
  const prompts = change.prompts.map((prompt) =>
    prompt.kind === 'write' ? `--- ${prompt.path}\n${prompt.text}` : JSON.stringify(prompt),
  )
  const commands = change.proposal.items.map(({ command }) => `$ ${command}\n`)
  const told = [...commands, change.proposal.diff, ...prompts].join('')
  await expect(told).toMatchFileSnapshot(join(FOLDER, `${file}.txt`))
})

const NAMES = BUILTIN_TEMPLATES.map(({ name }) => name)

test.each(NAMES)('%s works without any parameter, and explains each of them', (name) => {
  const template = BUILTIN_TEMPLATES.find((one) => one.name === name)
  expect(tryActions(sequence([]), [applying(name)]).ok).toBe(true)
  expect(template?.parameters.filter(({ description }) => description.length < 10)).toEqual([])
})

test.each(NAMES)('%s applied twice is refused by its ids, and by another id it is not', (name) => {
  const once = act(sequence([]), applying(name)).sequence
  expect(refusal(once, applying(name))?.code).toBe('ALREADY_EXISTS')
  expect(tryActions(once, [applying(name, { id: 'other' })]).ok).toBe(true)
})

test('a fusion does not take over a step that has one of its ids', () => {
  const plan = sequence([step('best-synth')])
  expect(refusal(plan, applying('fusion'))).toMatchObject({
    code: 'ALREADY_EXISTS',
    details: { id: 'best-synth' },
  })
})

test.each([
  ['parallell', {}, 'TEMPLATE_NOT_FOUND', 'There is no template "parallell".', 'parallel?'],
  ['toString', {}, 'TEMPLATE_NOT_FOUND', 'There is no template "toString".', 'base, parallel'],
  ['parallel', { worker: 2 }, 'INVALID_PARAMETERS', 'no parameter worker.', 'workers?'],
  ['parallel', { constructor: 'x' }, 'INVALID_PARAMETERS', 'no parameter constructor.', 'id,'],
  ['parallel', { workers: '2' }, 'INVALID_PARAMETERS', 'workers "2" of', 'How many workers'],
  ['parallel', { workers: 1.5 }, 'INVALID_PARAMETERS', 'must be a whole number.', 'workers:'],
  ['parallel', { workers: 0 }, 'INVALID_PARAMETERS', 'must be 1 to 1000.', 'workers:'],
  ['parallel', { merge: 1 }, 'INVALID_PARAMETERS', 'must be true or false.', 'merge:'],
  ['parallel', { workers: 11 }, 'LIMIT_EXCEEDED', 'max_fanout of 10', 'at most 10'],
  ['fusion', { candidates: 1 }, 'INVALID_PARAMETERS', 'must be 2 to 1000.', 'candidates:'],
  ['fusion', { candidates: 11 }, 'LIMIT_EXCEEDED', 'max_fanout of 10', 'at most 10'],
  ['fusion', { models: [] }, 'INVALID_PARAMETERS', 'must be 1 to 100 items.', 'models:'],
  ['fusion', { models: 'codex' }, 'INVALID_PARAMETERS', 'must be a list of texts.', 'models:'],
  ['long-autonomy', { hours: 169 }, 'INVALID_PARAMETERS', 'must be 0.01 to 168.', 'hours:'],
  ['base', { id: 'Build' }, 'INVALID_ID', 'Build', ''],
  ['chained', { id: 'x'.repeat(63) }, 'INVALID_ID', 'xxx-1', ''],
])('%s with %j is refused with %s', (name, parameters, code, message, hint) => {
  expect(refusal(sequence([]), applying(name, parameters))).toMatchObject({
    code,
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  })
})

function arbitraryValue({ name, type, min = 0, max = 20, whole }: TemplateParameter) {
  if (name === 'id') return fc.constantFrom('a', 'new-work', 'x1')
  if (name === 'dependsOn') return fc.subarray(PLACE.dependsOn)
  if (type === 'boolean') return fc.boolean()
  if (type === 'list') {
    return fc.array(fc.constantFrom('codex', 'gemini', 'my-alias'), {
      minLength: min,
      maxLength: 4,
    })
  }
  if (type === 'number') {
    const most = Math.min(max, 40)
    return whole ? fc.integer({ min, max: most }) : fc.double({ min, max: most, noNaN: true })
  }
  if (name === 'prompt') return fc.string()
  return /model/i.test(name) ? fc.constantFrom('codex', 'my-alias') : fc.constantFrom('', 'Docs')
}

const anyApplication = fc
  .constantFrom(...BUILTIN_TEMPLATES)
  .chain((template) =>
    fc
      .record(
        Object.fromEntries(template.parameters.map((one) => [one.name, arbitraryValue(one)])),
        { requiredKeys: [] },
      )
      .map((parameters) => applying(template.name, parameters)),
  )

test('any valid parameters of any template give a sequence whose graph stands', () => {
  const wide = { policy: { ...SAFE_DEFAULTS, max_fanout: 100 } }
  fc.assert(
    fc.property(anyApplication, (application) => {
      const { sequence: after, prompts } = act(START, application, wide)
      const added = after.steps.slice(START.steps.length)
      expect(checkGraph(after).ok).toBe(true)
      expect(added.length).toBeGreaterThan(0)
      expect(prompts.length).toBeGreaterThanOrEqual(added.length)
      expect(after.steps[0]).toEqual(
        act(START, { action: 'sequence.edit', name: 'demo' }).sequence.steps[0],
      )
    }),
    { numRuns: 500 },
  )
})
