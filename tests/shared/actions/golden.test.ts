import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ActionContext } from '../../../shared/actions/define.ts'
import { ACTION_NAMES } from '../../../shared/actions/registry.ts'
import { type ProposedChange, propose } from '../../../shared/commit/propose.ts'
import { unwrap } from '../../../shared/failure.ts'
import { parseSequence } from '../../../shared/yaml/parse-sequence.ts'
import { context } from '../../support/sequences.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/golden/actions')
const TEXT = readFileSync(join(FOLDER, 'plan.yaml'), 'utf8')
const SYSTEM = { actor: 'system' } as const

/** Name of the golden file, the actions, and who does them when it is not the user. */
const CASES: readonly [
  string,
  readonly Readonly<Record<string, unknown>>[],
  Partial<ActionContext>?,
][] = [
  [
    'step-add',
    [
      {
        action: 'step.add',
        id: 'notes',
        name: 'Release notes',
        type: 'base',
        model: 'codex',
        dependsOn: ['test'],
        lane: 'docs',
        timeoutMs: 60_000,
      },
    ],
  ],
  [
    'step-add-shell',
    [
      {
        action: 'step.add',
        id: 'tag',
        type: 'base',
        model: 'shell',
        command: ['git', 'tag', 'v1: "x"'],
        dependsOn: ['publish'],
      },
    ],
  ],
  [
    'step-add-fanout',
    [
      {
        action: 'step.add',
        id: 'try',
        name: 'Try',
        type: 'p',
        model: 'codex',
        fanout: 2,
        dependsOn: ['build'],
        mergeStep: 'pick',
      },
    ],
  ],
  [
    'step-edit',
    [
      {
        action: 'step.edit',
        id: 'docs',
        name: 'Write all docs',
        timeoutMs: null,
        review: true,
        dependsOn: ['test'],
      },
    ],
  ],
  ['step-edit-rename', [{ action: 'step.edit', id: 'docs', newId: 'manual' }]],
  ['step-edit-unblock', [{ action: 'step.edit', id: 'docs', dependsOn: null }]],
  ['step-rm', [{ action: 'step.rm', id: 'publish' }]],
  ['step-rm-reconnect', [{ action: 'step.rm', id: 'lint', reconnect: true }]],
  ['step-rm-cascade', [{ action: 'step.rm', id: 'smoke-1', cascade: true }]],
  [
    'step-clone',
    [{ action: 'step.clone', id: 'lint', newId: 'lint-again', workspace: 'worktree' }],
  ],
  ['step-move', [{ action: 'step.move', id: 'watch-docs', before: 'build' }]],
  ['step-move-lane', [{ action: 'step.move', id: 'lint', lane: 'quality' }]],
  ['step-accept', [{ action: 'step.accept', id: 'test' }]],
  ['step-reject', [{ action: 'step.reject', id: 'test', note: 'too slow' }]],
  ['step-reset', [{ action: 'step.reset', id: 'build' }]],
  ['step-stop', [{ action: 'step.stop', id: 'watch-docs' }]],
  ['step-restart', [{ action: 'step.restart', id: 'build' }]],
  ['step-sendKey', [{ action: 'step.sendKey', id: 'watch-docs', key: 'q' }]],
  ['dep-add', [{ action: 'dep.add', stepId: 'publish', depId: 'lint' }]],
  ['dep-add-soft', [{ action: 'dep.add', stepId: 'watch-docs', depId: 'lint', soft: true }]],
  ['dep-rm', [{ action: 'dep.rm', stepId: 'lint', depId: 'build' }]],
  ['dep-rm-soft', [{ action: 'dep.rm', stepId: 'lint', depId: 'test', soft: true }]],
  [
    'group-parallelize',
    [
      { action: 'dep.rm', stepId: 'lint', depId: 'test', soft: true },
      {
        action: 'group.parallelize',
        stepIds: ['test', 'lint'],
        groupId: 'checks',
        failPolicy: 'best_effort',
        mergeStep: 'docs',
      },
    ],
  ],
  ['group-dissolve', [{ action: 'group.dissolve', groupId: 'smoke' }]],
  [
    'fusion-create',
    [
      {
        action: 'fusion.create',
        candidates: ['docs', 'docs-2'],
        synth: 'best-docs',
        models: ['gemini'],
      },
    ],
  ],
  [
    'gate-insert',
    [
      {
        action: 'gate.insert',
        id: 'quality',
        name: 'Good enough?',
        dependsOn: ['test', 'lint'],
        before: ['docs'],
      },
    ],
  ],
  [
    'gate-approve',
    [{ action: 'gate.approve', id: 'go', note: 'ship it' }],
    { evidence: { go: { revision: 'a'.repeat(64), attempts: { build: 'b'.repeat(64) } } } },
  ],
  ['gate-block', [{ action: 'gate.block', id: 'go', note: 'not yet' }]],
  ['gate-rm', [{ action: 'gate.rm', id: 'go' }]],
  [
    'template-apply',
    [{ action: 'template.apply', template: 'base', parameters: { lane: 'docs' } }],
  ],
  ['prompt-write', [{ action: 'prompt.write', stepId: 'docs', text: 'Write.' }]],
  ['sequence-edit', [{ action: 'sequence.edit', name: 'release 2', description: 'Weekly' }]],
  ['policy-mode', [{ action: 'policy.mode', mode: 'POWER' }]],
  [
    'trust-accept',
    [{ action: 'trust.accept', digest: 'd'.repeat(64) }],
    {
      trust: {
        digest: 'd'.repeat(64),
        asks: [
          {
            path: '.threados/policy.yaml',
            kind: 'policy',
            sha256: 'a'.repeat(64),
            asks: ['mode: loosens it from SAFE to POWER.'],
            accepted: false,
          },
        ],
      },
    },
  ],
  ['trust-revoke', [{ action: 'trust.revoke' }]],
  ['run-step', [{ action: 'run.step', ids: ['lint'] }]],
  ['run-group', [{ action: 'run.group', groupId: 'smoke' }]],
  ['run-runnable', [{ action: 'run.runnable' }]],
  ['run-all', [{ action: 'run.all' }]],
  ['run-stop', [{ action: 'run.stop', groupId: 'smoke' }]],
  ['worktree-merge', [{ action: 'worktree.merge', id: 'docs' }]],
  ['worktree-remove', [{ action: 'worktree.remove', id: 'docs' }]],
  [
    'gate-reopen',
    [
      { action: 'gate.approve', id: 'go' },
      { action: 'gate.reopen', id: 'go', note: 'The commit has moved.' },
    ],
    SYSTEM,
  ],
  ['attempt-start', [{ action: 'attempt.start', id: 'lint' }], SYSTEM],
  ['attempt-end', [{ action: 'attempt.end', id: 'watch-docs', status: 'FAILED' }], SYSTEM],
]

/** Everything that comes of a change, as a person would want to read it. */
function told({ proposal, prompts, effects }: ProposedChange): string {
  const lines = [
    ...proposal.items.map((item) => `$ ${item.command || `(${item.description})`}`),
    ...proposal.notes.map((note) => `note: ${note}`),
    ...prompts.map((prompt) => `prompt: ${JSON.stringify(prompt)}`),
    ...effects.map((effect) => `effect: ${JSON.stringify(effect)}`),
  ]
  return `${lines.join('\n')}\n${proposal.diff}`
}

test.each(CASES)('%s changes exactly these lines', async (name, actions, more = {}) => {
  const document = unwrap(parseSequence(TEXT))
  const change = unwrap(propose(document, actions, context(more)))
  await expect(told(change)).toMatchFileSnapshot(join(FOLDER, `${name}.diff`))
  // What was written reads back as what the actions made of the sequence.
  expect(unwrap(parseSequence(change.document.text)).sequence).toEqual(change.document.sequence)
})

test('every action has a golden file', () => {
  const covered = new Set(CASES.flatMap(([, actions]) => actions.map(({ action }) => action)))
  expect(ACTION_NAMES.filter((name) => !covered.has(name))).toEqual([])
})
