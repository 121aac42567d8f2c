import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { ProposalSchema } from '../../../shared/commit/proposal.ts'
import { propose, revisionOf } from '../../../shared/commit/propose.ts'
import { unwrap } from '../../../shared/failure.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { context } from '../../support/sequences.ts'

const TEXT = `version: "1.0"
name: demo
steps:
  - id: a   # the first
    name: a
    type: base
    model: codex
gates: []
`
const document = unwrap(parseSequence(TEXT))
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const LANE = { action: 'step.edit', id: 'a', lane: 'left' }

test('a proposal says all that would come of it and is bound to what it touches, its actions and actor', () => {
  const change = unwrap(propose(document, [LANE], context()))
  const after = TEXT.replace('    model: codex\n', '    model: codex\n    lane: left\n')
  expect(ProposalSchema.parse(change.proposal)).toEqual({
    items: [
      {
        action: LANE,
        description: 'Edit step a: lane',
        destructive: false,
        reversible: true,
        command: 'seqctl step edit a --lane left',
      },
    ],
    baseRevision: sha256(TEXT),
    revision: sha256(after),
    diff: `--- a/.threados/sequence.yaml
+++ b/.threados/sequence.yaml
@@ -5,4 +5,5 @@
     name: a
     type: base
     model: codex
+    lane: left
 gates: []
`,
    prompts: [],
    notes: [],
    verdict: expect.objectContaining({ allowed: true, confirmation: 'none' }),
    hash: sha256(
      canonicalJson({
        actions: [LANE],
        actor: 'user',
        changed: [['a', document.sequence.steps[0]]],
        started: [],
      }),
    ),
  })
  expect(change.document.text).toBe(after)
})

test('the prompts that change are listed without their texts', () => {
  const { proposal, prompts } = unwrap(
    propose(
      document,
      [
        { action: 'prompt.write', stepId: 'a', text: 'secret' },
        { action: 'step.edit', id: 'a', newId: 'b' },
      ],
      context(),
    ),
  )
  expect([proposal.prompts, prompts[0]]).toEqual([
    [
      { path: '.threados/prompts/a.md', change: 'write' },
      { path: '.threados/prompts/b.md', change: 'move', from: '.threados/prompts/a.md' },
    ],
    { kind: 'write', path: '.threados/prompts/a.md', text: 'secret' },
  ])
})

test('actions without a change of the file keep document and revision', () => {
  const change = unwrap(propose(document, [{ action: 'run.all' }], context()))
  expect([change.document, change.proposal.diff, change.proposal.revision]).toEqual([
    document,
    '',
    revisionOf(document),
  ])
})

test('another base is a conflict that names both revisions', () => {
  const stale = '0'.repeat(64)
  expect(propose(document, [LANE], { ...context(), baseRevision: stale })).toEqual({
    ok: false,
    failure: {
      code: 'CONFLICT',
      message: `The sequence has changed: it is at ${sha256(TEXT)}, not at ${stale}.`,
      hint: 'Read it again and propose the change anew.',
      details: { revision: sha256(TEXT), baseRevision: stale },
    },
  })
})

test('the right base is none', () => {
  expect(propose(document, [LANE], { ...context(), baseRevision: sha256(TEXT) }).ok).toBe(true)
})

test('the hash depends on the actor and on each parameter, not on the order of keys', () => {
  const hash = (action: object, actor: 'user' | 'orchestrator' = 'user') =>
    unwrap(propose(document, [action], context({ actor }))).proposal.hash
  const same = hash({ lane: 'left', id: 'a', action: 'step.edit' })
  expect([
    same === hash(LANE),
    hash(LANE, 'orchestrator') === same,
    hash({ ...LANE, lane: 'right' }) === same,
  ]).toEqual([true, false, false])
})

test('the verdict is the policy’s, on the actions as they are', () => {
  const ask = (action: object, actor: 'user' | 'orchestrator') =>
    unwrap(propose(document, [action], context({ actor }))).proposal.verdict
  expect([
    ask({ action: 'step.rm', id: 'a' }, 'user').confirmation,
    ask({ action: 'step.rm', id: 'a' }, 'orchestrator').confirmation,
    ask({ action: 'policy.mode', mode: 'POWER' }, 'orchestrator').allowed,
  ]).toEqual(['single', 'double', false])
})

test.each([
  ['actions that are none', [{ action: 'step.zap' }], 'INVALID_PARAMETERS'],
  ['actions that can’t be done', [{ action: 'step.rm', id: 'ghost' }], 'STEP_NOT_FOUND'],
])('refused: %s', (_, actions, code) => {
  expect(propose(document, actions, context())).toMatchObject({ ok: false, failure: { code } })
})

test('a confirmation outlives changes elsewhere, but not a change of what it is about', () => {
  const hash = (text: string) =>
    unwrap(propose(unwrap(parseSequence(text)), [LANE], context())).proposal.hash
  const elsewhere = TEXT.replace('gates: []', 'gates:\n  - {id: g, name: g}')
  const about = TEXT.replace('model: codex', 'model: gemini')
  expect([hash(elsewhere) === hash(TEXT), hash(about) === hash(TEXT)]).toEqual([true, false])
})

test('the same approval asked for a minute later has the same hash', () => {
  const plan = unwrap(parseSequence(TEXT.replace('gates: []', 'gates:\n  - {id: g, name: g}')))
  const hash = (now: string) =>
    unwrap(propose(plan, [{ action: 'gate.approve', id: 'g' }], context({ now }))).proposal.hash
  expect(hash('2026-01-01T00:00:00Z')).toBe(hash('2026-01-01T00:01:00Z'))
})
