import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { historyState, moveThroughHistory } from '../../../bridge/local/undo.ts'
import { composeDoor } from '../../../bridge/scheduler/compose.ts'
import { unwrap } from '../../../shared/failure.ts'
import type { HistoryMove } from '../../../shared/protocol/history.ts'
import { seqctlIn } from '../../support/seqctl.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const USER = { actor: 'user', name: 'ann' } as const

/** Every file of the plan with its text: sequence.yaml and the prompts. */
function planOf(root: string): Record<string, string> {
  const folder = join(root, '.threados')
  const prompts = readdirSync(join(folder, 'prompts')).map((name) => `prompts/${name}`)
  return Object.fromEntries(
    ['sequence.yaml', ...prompts].map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

async function setUp() {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  await seqctl('step', 'add', 'first', '--type', 'base', '--model', 'codex', '--prompt', 'One.')
  const door = () => composeDoor({ root, dataFolder })
  const act = async (...actions: { action: string }[]) =>
    unwrap(await door().apply({ actions, caller: USER }))
  // A door of its own each time: what undo knows, it knows from the files.
  const move = (which: HistoryMove, actor: 'user' | 'orchestrator' = 'user') =>
    moveThroughHistory(door().parts.workspace, which, { actor, mode: 'SAFE' })
  return { root, seqctl, door, act, move }
}

test('undo takes back one commit after the other to the byte, prompts included; redo brings all of them back', async () => {
  const { root, act, move, door } = await setUp()
  const states = [planOf(root)]
  const edits = [
    { action: 'step.add', id: 'second', type: 'base', model: 'codex', prompt: 'Two.' },
    { action: 'prompt.write', stepId: 'first', text: 'Another text.' },
    { action: 'step.edit', id: 'first', newId: 'renamed' },
    { action: 'dep.add', stepId: 'second', depId: 'renamed' },
    { action: 'gate.insert', id: 'check', dependsOn: ['renamed'], before: ['second'] },
    { action: 'sequence.edit', name: 'Another name' },
  ]
  for (const edit of edits) {
    await act(edit)
    states.push(planOf(root))
  }
  for (const before of states.slice(0, -1).reverse()) {
    unwrap(await move('undo'))
    expect(planOf(root)).toEqual(before)
  }
  for (const after of states.slice(1)) {
    unwrap(await move('redo'))
    expect(planOf(root)).toEqual(after)
  }
  expect((await move('redo')).ok).toBe(false)
  const { auditPath } = door().parts.workspace
  const lines = readFileSync(auditPath, 'utf8').trimEnd().split('\n')
  expect([unwrap(verifyAudit(auditPath)).report.problem, lines.length]).toEqual([undefined, 2 + 18])
})

test('a new change after an undo forgets what could have been redone, and earlier commits can still be undone', async () => {
  const { root, act, move } = await setUp()
  const start = planOf(root)
  await act({ action: 'step.edit', id: 'first', name: 'A' } as never)
  unwrap(await move('undo'))
  await act({ action: 'step.edit', id: 'first', name: 'B' } as never)
  const redo = await move('redo')
  unwrap(await move('undo'))
  expect([redo.ok ? 'ok' : redo.failure.code, planOf(root)]).toEqual(['NOT_FOUND', start])
})

test('undo stops where another program has edited the file, and at the beginning', async () => {
  const { root, act, move } = await setUp()
  const path = join(root, '.threados/sequence.yaml')
  writeFileSync(path, `${readFileSync(path, 'utf8')}# by hand\n`)
  await act({ action: 'step.edit', id: 'first', name: 'A' } as never)
  unwrap(await move('undo'))
  const refused = await move('undo')
  expect(refused.ok ? 'ok' : [refused.failure.code, refused.failure.message]).toEqual([
    'NOT_FOUND',
    'There is nothing to undo. Another program has edited the file since.',
  ])
  expect(readFileSync(path, 'utf8')).toContain('# by hand')
})

test('what undo and redo would move over is told beforehand, and nothing else is moved', async () => {
  const { act, move, door, root } = await setUp()
  const state = () => unwrap(historyState(door().parts.workspace))
  await act({ action: 'step.edit', id: 'first', name: 'A' } as never)
  const shown = state()
  await act({ action: 'step.edit', id: 'first', name: 'B' } as never)
  const { workspace } = door().parts
  const caller = { actor: 'user', mode: 'SAFE', expected: shown.undo?.record } as const
  const other = await moveThroughHistory(workspace, 'undo', caller)
  unwrap(await move('undo'))
  const between = state()
  const path = join(root, '.threados/sequence.yaml')
  writeFileSync(path, `${readFileSync(path, 'utf8')}# by hand\n`)
  expect([shown, other.ok ? 'ok' : other.failure.code]).toEqual([
    {
      undo: { record: expect.any(Number), action: 'step.edit', target: 'first' },
      redo: null,
      undoBecause: '',
      redoBecause: 'Nothing has been undone.',
    },
    'CONFLICT',
  ])
  expect([between.undo, between.redo?.record]).toEqual([shown.undo, (shown.undo?.record ?? 0) + 1])
  expect([state().undo, state().undoBecause]).toEqual([
    null,
    'Another program has edited the file since.',
  ])
})

test('the first commit on a plan that came with the repository is undone to that very text', async () => {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const text = '# By hand.\nversion: "1.0"\nname: Cloned\nsteps: []\n'
  mkdirSync(join(root, '.threados'))
  writeFileSync(join(root, '.threados/sequence.yaml'), text)
  const door = () => composeDoor({ root, dataFolder })
  const actions = [{ action: 'sequence.edit', name: 'Other' }]
  unwrap(await door().apply({ actions, caller: USER }))
  const caller = { actor: 'user', mode: 'SAFE' } as const
  unwrap(await moveThroughHistory(door().parts.workspace, 'undo', caller))
  expect(readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')).toBe(text)
  unwrap(await moveThroughHistory(door().parts.workspace, 'redo', caller))
  expect(readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')).toContain('name: Other')
})

test('a prompt that was edited by hand since is not overwritten', async () => {
  const { root, act, move } = await setUp()
  await act({ action: 'prompt.write', stepId: 'first', text: 'Ours.' } as never)
  const path = join(root, '.threados/prompts/first.md')
  writeFileSync(path, 'By hand.')
  const refused = await move('undo')
  expect([refused.ok ? 'ok' : refused.failure.code, readFileSync(path, 'utf8')]).toEqual([
    'CONFLICT',
    'By hand.',
  ])
})

test('a refused command between two changes is no change, and an orchestrator may not undo', async () => {
  const { root, seqctl, act, move } = await setUp()
  const start = planOf(root)
  await act({ action: 'step.edit', id: 'first', name: 'A' } as never)
  const denied = await seqctl('step', 'add', 'x', '--type', 'base', '--model', 'shell', '--', 'sh')
  const refused = await move('undo', 'orchestrator')
  unwrap(await move('undo'))
  expect([denied.exit === 0, refused.ok ? 'ok' : refused.failure.code]).toEqual([false, 'DENIED'])
  expect(planOf(root)).toEqual(start)
})

test('seqctl undo and redo say what they did, and undo is refused once a run has used the plan', async () => {
  const { root, seqctl } = await setUp()
  writeFileSync(join(root, 'x.js'), '')
  const add = ['step', 'add', 'go', '--type', 'base', '--model', 'shell', '--', 'node', 'x.js']
  await seqctl(...add)
  const undone = await seqctl('undo')
  const redone = await seqctl('redo')
  await seqctl('run', 'step', 'go', '--wait', '--executor', 'direct')
  const late = await seqctl('undo')
  expect([undone.json.data, redone.exit, late.exit, late.json.error]).toEqual([
    { revision: expect.stringMatching(/^[0-9a-f]{64}$/), action: 'step.add', target: 'go' },
    0,
    6,
    'There is nothing to undo. An execution has used the plan since (attempt.end go).',
  ])
}, 60_000)
