import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/bridge.ts'
import { context, sequence, step } from '../support/sequences.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** The TypeScript of the document, block by block. */
function codeBlocks(): string[] {
  const text = readFileSync(join(ROOT, 'docs/contributing.md'), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '')
}

/** A copy of the engine with the document's action in it. */
function engineWithExample(): string {
  const folder = temporaryFolder()
  cpSync(join(ROOT, 'shared'), join(folder, 'shared'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n')
  const [action = '', registration = ''] = codeBlocks()
  const [importLine = '', listBegin = ''] = registration.split('\n\n')
  writeFileSync(join(folder, 'shared/actions/step/prefix.ts'), action)
  const registry = join(folder, 'shared/actions/registry.ts')
  const before = readFileSync(registry, 'utf8')
  const after = before.replace('export const ACTIONS = [\n', listBegin)
  expect([after === before, listBegin.split('\n')[0]]).toEqual([false, 'export const ACTIONS = ['])
  writeFileSync(registry, `${importLine}\n${after}`)
  return folder
}

const ACTION = { action: 'step.prefix', ids: ['build', 'test'], words: 'Nightly' }

/** Asks the copy everything that the product reads off an action. */
const SCRIPT = `
import { applyActions } from './shared/actions/apply.ts'
import { parseActions } from './shared/actions/parse-action.ts'
import { actionJsonSchema } from './shared/actions/registry.ts'
const { sequence, action, context } = JSON.parse(process.argv[2])
const applied = applyActions(sequence, [action], context)
const names = actionJsonSchema().oneOf.map((one) => one.properties.action.const)
console.log(JSON.stringify({
  parsed: parseActions([action]),
  refused: parseActions([{ ...action, wordz: 'x' }]),
  missing: applyActions(sequence, [{ ...action, ids: ['biuld'] }], context),
  tooLong: applyActions(
    { ...sequence, steps: [{ ...sequence.steps[0], name: 'x'.repeat(190) }] },
    [{ ...action, ids: ['build'], words: 'y'.repeat(90) }],
    context,
  ).failure?.code,
  steps: applied.ok ? applied.value.sequence.steps : applied,
  items: applied.ok ? applied.value.items : applied,
  isInSchema: names.includes(action.action),
}))
`

test('the action of the document parses, applies, tells what it does and stands in the schema', () => {
  const folder = engineWithExample()
  writeFileSync(join(folder, 'ask.ts'), SCRIPT)
  const input = {
    sequence: sequence([step('build'), step('test'), step('other')]),
    action: ACTION,
    context: context(),
  }
  const answer = execFileSync(process.execPath, ['ask.ts', JSON.stringify(input)], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(JSON.parse(answer)).toEqual({
    parsed: { ok: true, value: [ACTION] },
    refused: {
      ok: false,
      failure: expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        hint: expect.stringContaining('words'),
      }),
    },
    missing: {
      ok: false,
      failure: expect.objectContaining({
        code: 'STEP_NOT_FOUND',
        hint: expect.stringContaining('build'),
      }),
    },
    tooLong: 'LIMIT_EXCEEDED',
    steps: [
      step('build', { name: 'Nightly build' }),
      step('test', { name: 'Nightly test' }),
      step('other'),
    ],
    items: [
      {
        action: ACTION,
        description: 'Put "Nightly" before the names of build, test',
        destructive: false,
        reversible: true,
        command: 'seqctl step prefix build test --words Nightly',
      },
    ],
    isInSchema: true,
  })
})
