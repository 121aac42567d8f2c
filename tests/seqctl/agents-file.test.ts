import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileHash } from '../../bridge/local/file-hash.ts'
import { writeRepoDecisions } from '../../bridge/local/repo-decisions.ts'
import { good } from '../support/runtimes.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

const AGENTS = '.threados/agents.yaml'
const PROMPT = 'Say "hello" & $(go) 🦆'

/** A program that repeats what it was asked, wherever that came from. */
const ECHO = `import { readFileSync } from 'node:fs'
const [how, ...rest] = process.argv.slice(2)
const asked = how === 'stdin' ? readFileSync(0, 'utf8') : how === 'file' ? readFileSync(rest[0], 'utf8') : rest[0]
if (how !== 'lines') console.log('asked: ' + asked)
else {
  const usage = { input_tokens: 12, cached_tokens: 2, output_tokens: 3 }
  const result = { type: 'result', status: 'success', text: 'asked: ' + readFileSync(0, 'utf8'), usage, cost_usd: 0.5 }
  for (const event of [{ type: 'session', id: 's-7' }, { type: 'note', message: 'look' }, result]) console.log(JSON.stringify(event))
}
`

const FILE = `agents:
  by-stdin: {command: node, args: [echo.mjs, stdin]}
  by-arg: {command: node, args: [echo.mjs, arg, "{prompt}"], prompt: arg}
  by-file: {command: node, args: [echo.mjs, file], prompt: file}
  by-lines: {command: node, args: [echo.mjs, lines], output: jsonl}
  half-lines: {command: node, args: [echo.mjs, stdin], output: jsonl}
  forbidden: {command: curl, args: [http://example.org]}
  codex-fast: {agent: codex, model: gpt-5.5}
`

const NAMES = ['by-stdin', 'by-arg', 'by-file', 'by-lines', 'half-lines']

function setUp(file = FILE) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const step = (id: string) =>
    `  - {id: ${id}, name: ${id}, type: base, model: ${id}, prompt_file: .threados/prompts/p.md}\n`
  writeFiles(root, {
    'echo.mjs': ECHO,
    [AGENTS]: file,
    '.threados/prompts/p.md': PROMPT,
    '.threados/sequence.yaml': `version: "1"\nname: x\nsteps:\n${[...NAMES, 'forbidden', 'unknown'].map(step).join('')}gates: []\n`,
  })
  const accept = () => {
    const sha256 = fileHash(readFileSync(join(root, AGENTS)))
    good(writeRepoDecisions(dataFolder, root, { accepted: { [AGENTS]: sha256 } }))
  }
  return { root, accept, seqctl: seqctlIn(root, dataFolder) }
}

const run = (...ids: readonly string[]) =>
  ['run', 'step', ...ids, '--wait', '--executor', 'direct'] as const

test('nothing of agents.yaml runs until a person accepted it, and no longer when it has changed', async () => {
  const { root, accept, seqctl } = setUp()
  expect(await seqctl(...run('by-stdin'))).toMatchObject({ exit: 3, json: { code: 'DENIED' } })
  const { asks } = (await seqctl('trust', 'show')).json.data as { asks: { asks: string[] }[] }
  expect(asks[0]?.asks).toContain('Starts: curl http://example.org')
  accept()
  expect(await seqctl(...run('by-stdin'))).toMatchObject({ exit: 0 })
  writeFiles(root, { [AGENTS]: FILE.replace('stdin]', 'stdin, more]') })
  await seqctl('step', 'reset', 'by-stdin')
  expect(await seqctl(...run('by-stdin'))).toMatchObject({ exit: 3, json: { code: 'DENIED' } })
})

test('a program gets its prompt as its alias says, and its answer, tokens and session are kept', async () => {
  const { root, accept, seqctl } = setUp()
  accept()
  const { runId } = (await seqctl(...run(...NAMES))).json.data as { runId: string }
  const records = NAMES.map((id) => {
    const folder = join(root, '.threados/runs', runId, id)
    const record = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'))
    return { record, said: readFileSync(join(folder, 'summary.md'), 'utf8').trim() }
  })
  expect(records.map(({ record, said }) => [record.status, record.reason, said])).toEqual([
    ...['by-stdin', 'by-arg', 'by-file', 'by-lines'].map(() => [
      'DONE',
      undefined,
      `asked: ${PROMPT}`,
    ]),
    // Text where JSON lines were promised is no success.
    ['FAILED', 'no_result', `asked: ${PROMPT}`],
  ])
  expect(records[3]?.record).toMatchObject({
    model: 'by-lines',
    sessionId: 's-7',
    usage: { inputTokens: 12, cachedTokens: 2, outputTokens: 3 },
    costUsd: 0.5,
    attention: ['look'],
  })
})

test('the policy judges the command of an alias like any other, and an unknown name says which there are', async () => {
  const { root, accept, seqctl } = setUp()
  accept()
  const { runId } = (await seqctl(...run('forbidden', 'unknown'))).json.data as { runId: string }
  const records = ['forbidden', 'unknown'].map((id) =>
    JSON.parse(readFileSync(join(root, '.threados/runs', runId, id, 'status.json'), 'utf8')),
  )
  expect(records.map(({ status, reason }) => [status, reason])).toEqual([
    ['FAILED', 'policy_denied'],
    ['FAILED', 'spawn_failed'],
  ])
  expect(records[0]?.message).toContain('"curl"')
  expect(records[1]?.message).toContain('by-stdin, by-arg')
})

test('doctor tells the aliases and what is missing, and what is wrong in the file', async () => {
  const { root, seqctl } = setUp()
  const checksOf = async () =>
    (
      (await seqctl('doctor')).json.data as {
        checks: { name: string; status: string; detail: string }[]
      }
    ).checks
  expect(await checksOf()).toContainEqual(
    expect.objectContaining({ name: 'by-stdin', status: 'ok', detail: 'node' }),
  )
  writeFiles(root, { [AGENTS]: 'agents: {a: {}}\n' })
  expect(await checksOf()).toContainEqual(
    expect.objectContaining({
      name: 'agents',
      status: 'problem',
      detail: expect.stringContaining('agents.yaml:1:13'),
    }),
  )
})
