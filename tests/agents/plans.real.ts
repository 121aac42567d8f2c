import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { previewMerge } from '../../bridge/git/merge-worktree.ts'
import { composeDoor, composeRuntime } from '../../bridge/scheduler/compose.ts'
import { performEffects } from '../../bridge/scheduler/perform.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import { commitAll, gitIn } from '../support/git-repo.ts'
import { good } from '../support/runtimes.ts'
import { repoWith } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { AGENTS, useWorkbench } from './workbench.ts'

const bench = useWorkbench()
const CALLER = { actor: 'user', name: 'Ada' } as const
const IGNORED =
  '.threados/runs/\n.threados/state/\n.threados/worktrees/\n.threados/audit.log\n.threados/rev/\n'

/** A tool server with one tool, which says nothing for the first three seconds. */
const SLOW_SERVER = `
import { createInterface } from 'node:readline'
const answer = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'slow', version: '1' },
  }),
  'tools/list': () => ({ tools: [{
    name: 'status', description: 'Tells how it goes.', inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: true },
  }] }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'slow, and here' }] }),
}
await new Promise((resolve) => setTimeout(resolve, 3000))
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) continue
  const result = answer[method]?.(params ?? {})
  const said = result ? { result } : { error: { code: -32601, message: 'no such method' } }
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...said }) + '\\n')
}
`

const stepOf = (id: string, model: string, more: string) =>
  `  - {id: ${id}, name: ${id}, type: base, model: ${model}, prompt_file: .threados/prompts/p.md, ${more}}\n`

/** A committed repository with a plan, and a runtime over it whose runners are real. */
function repositoryWith(steps: string, sandbox: 'off' | 'auto' = 'off') {
  const data = process.env['THREADOS_DATA'] ?? ''
  writeFiles(data, { 'policy.yaml': `sandbox: "${sandbox}"\n` })
  const root = realpathSync(
    repoWith(`version: "1.0"\nname: test\nsteps:\n${steps}gates: []\n`, {
      '.threados/prompts/p.md': 'Do it.\n',
      '.gitignore': IGNORED,
    }),
  )
  commitAll(root, { 'file.txt': 'one\n' })
  const door = composeDoor({ root, dataFolder: data })
  const runtime = composeRuntime(door, 'direct')
  const run = async (...ids: readonly string[]): Promise<AttemptRecord[]> => {
    const applied = good(
      await door.apply({ actions: [{ action: 'run.step', ids }], caller: CALLER }),
    )
    const { runId = '' } = good(await performEffects(runtime, door, applied, CALLER))
    good(await runtime.finished(runId))
    return ids.map((id) => {
      const record = good(runtime.store.read({ runId, stepId: id, attempt: 1 }))
      if (!record) throw new Error(`no record of ${id}`)
      return record
    })
  }
  return { root, run, close: () => runtime.close(), store: runtime.store }
}

describe.each(AGENTS)('%s', (model) => {
  test('[34] two worktrees change one file without touching each other or the repository', async () => {
    const worktree = 'workspace: worktree'
    const repo = repositoryWith(stepOf('a', model, worktree) + stepOf('b', model, worktree))
    const records: AttemptRecord[] = []
    for (const id of ['a', 'b']) {
      const path = join(repo.root, '.threados/worktrees', id, 'new.txt')
      bench.turns({ write: path, text: `from ${id}\n` }, { say: 'Done.' })
      records.push(...(await repo.run(id)))
    }
    await repo.close()
    expect(records.map(({ status }) => status)).toEqual(['DONE', 'DONE'])
    const patches = records.map((record) =>
      readFileSync(join(repo.store.folderOf(record), 'diff.patch'), 'utf8'),
    )
    expect(patches.map((patch) => /^\+from .$/m.exec(patch)?.[0])).toEqual(['+from a', '+from b'])
    // The agents commit nothing; their work is on the worktrees' branches only once somebody merges it.
    expect(gitIn(repo.root)('rev-list', '--all', '--count').trim()).toBe('1')
    expect(good(await previewMerge(repo.root, 'a')).files).toEqual(['new.txt'])
  })

  test("[36] an orchestrator calls a tool of the plan's own server, which knows whose it is", async () => {
    const repo = repositoryWith(stepOf('boss', model, 'orchestrator: true'))
    // codex hides the tools of servers behind a search from all models but those that write programs.
    bench.codexModel('gpt-6.1-sol')
    const from = bench.stub.requests.length
    bench.turns({ mcp: 'status', args: {} }, { say: 'Done.' })
    const [record] = await repo.run('boss')
    await repo.close()
    expect([record?.status, record?.attention]).toEqual(['DONE', undefined])
    // What the tool answered came back to the model: the plan, with this very step running.
    expect(bench.heard(from)).toMatch(/boss.{1,400}RUNNING/s)
  })

  test('[36] it does so within the sandbox too', async () => {
    const repo = repositoryWith(stepOf('boss', model, 'orchestrator: true'), 'auto')
    bench.codexModel('gpt-6.1-sol')
    const from = bench.stub.requests.length
    bench.turns({ mcp: 'status', args: {} }, { say: 'Done.' })
    const [record] = await repo.run('boss')
    await repo.close()
    expect([record?.status, record?.attention]).toEqual(['DONE', undefined])
    expect(bench.heard(from)).toMatch(/boss.{1,400}RUNNING/s)
  })

  test('[37] a server that is slow to start is waited for', async () => {
    const slow = join(bench.home, 'slow-server.mjs')
    writeFileSync(slow, SLOW_SERVER)
    const mcp = { name: 'seqctl', command: process.execPath, args: [slow], env: {} }
    bench.codexModel('gpt-6.1-sol')
    const from = bench.stub.requests.length
    bench.turns({ mcp: 'status', args: {} }, { say: 'Done.' })
    const { record } = await bench.run(model, 'x', { mcp })
    expect([record.status, record.attention]).toEqual(['DONE', undefined])
    expect(bench.heard(from)).toContain('slow, and here')
  })

  test('[37] a server that the step needs and that does not start fails it, with the reason', async () => {
    const broken = join(bench.home, 'broken-server.mjs')
    writeFileSync(broken, 'process.exit(3)\n')
    const mcp = { name: 'seqctl', command: process.execPath, args: [broken], env: {} }
    const { record } = await bench.run(model, 'x', { mcp })
    expect([record.status, record.errorClass]).toEqual(['FAILED', 'configuration'])
    expect(record.message).toContain('seqctl')
  })
})
