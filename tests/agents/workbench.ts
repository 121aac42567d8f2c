import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { McpServer } from '../../bridge/agents/adapter.ts'
import { findAdapter } from '../../bridge/agents/adapters.ts'
import { createDirectHost } from '../../bridge/runner/direct-host.ts'
import type { AttemptCommand } from '../../shared/schema/run.ts'
import type { Step } from '../../shared/schema/step.ts'
import { ended, RUNNER_COMMAND, Workshop } from '../support/attempts.ts'
import { type ModelStub, type ModelTurn, startModelStub } from '../support/model-stub.ts'

/** Where `npm run test:agents` has installed the programs. */
const CACHE = process.env['THREADOS_AGENTS_CACHE'] ?? ''

/** The agents that are installed. */
export const AGENTS: readonly string[] = (process.env['THREADOS_AGENTS'] ?? '')
  .split(',')
  .filter(Boolean)

/** A key that must never be found in anything that an attempt leaves. */
export const KEY = 'dummy-key-for-the-stub'
/** Something that no agent is allowed to see. */
export const SECRET = 'never-for-agents'
/** How long an agent may take to start and to answer on a busy machine, in milliseconds. */
export const PATIENCE_MS = 240_000

/** Settings of codex that lead it to the stub; the last ones keep it from trying again. */
function codexSettings(url: string, model: string): string {
  return `model = "${model}"\nmodel_provider = "stub"\n[model_providers.stub]\nname = "stub"
base_url = "${url}/v1"\nwire_api = "responses"\nenv_key = "OPENAI_API_KEY"
request_max_retries = 0\nstream_max_retries = 0\n`
}

/** What a test may say about an attempt of an agent. */
export interface AgentAttempt extends Partial<AttemptCommand> {
  readonly extra?: readonly string[]
  readonly mcp?: AttemptCommand['mcp']
}

/** The agents' home, the model's stub, and a folder for attempts: made for one file of tests. */
export class Workbench {
  readonly workshop = new Workshop()
  readonly host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
  readonly home = mkdtempSync(join(CACHE || homedir(), 'home-'))
  #stub: ModelStub | undefined
  #saved: NodeJS.ProcessEnv = {}
  #count = 0

  get stub(): ModelStub {
    if (!this.#stub) throw new Error('the stub has not started')
    return this.#stub
  }

  async open(): Promise<void> {
    this.#saved = { ...process.env }
    this.#stub = await startModelStub()
    // Outside the temporary folder: codex can't make its helper links below that one.
    mkdirSync(join(this.home, '.codex'), { mode: 0o700 })
    mkdirSync(join(this.home, 'tmp'))
    this.codexModel('gpt-5.5')
    delete process.env['IS_SANDBOX']
    delete process.env['GEMINI_CLI_HOME']
    Object.assign(process.env, {
      HOME: this.home,
      TMPDIR: join(this.home, 'tmp'),
      THREADOS_DATA: join(this.home, 'data'),
      CODEX_HOME: join(this.home, '.codex'),
      PATH: `${join(CACHE, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
      ANTHROPIC_BASE_URL: this.stub.url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_MAX_RETRIES: '1',
      OPENAI_API_KEY: KEY,
      GEMINI_API_KEY: KEY,
      GOOGLE_GEMINI_BASE_URL: this.stub.url,
      DB_PASSWORD: SECRET,
    })
  }

  /** The model that codex uses from now on. */
  codexModel(model: string): void {
    writeFileSync(join(this.home, '.codex/config.toml'), codexSettings(this.stub.url, model))
  }

  async close(): Promise<void> {
    await this.workshop.clear()
    await this.stub.close()
    for (const name of Object.keys(process.env)) delete process.env[name]
    Object.assign(process.env, this.#saved)
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }

  /** What the model answers from now on, turn by turn. */
  turns(...turns: readonly ModelTurn[]): void {
    this.stub.play({ kind: 'turns', turns })
  }

  /** Prepares an attempt of an agent as the scheduler does, with the adapter's own command line. */
  prepare(model: string, prompt: string, more: AgentAttempt = {}) {
    const adapter = findAdapter(model)
    if (!adapter) throw new Error(`no adapter ${model}`)
    this.#count += 1
    const { extra = [], ...command } = more
    const step: Step = { id: 's', name: 's', type: 'base', model, access: more.access ?? 'edit' }
    const argv = adapter.buildArgv({
      step,
      resume: more.resume?.sessionId,
      mcp: more.mcp as McpServer | undefined,
    })
    const head = model === 'codex' ? 2 : 1
    const full = [...argv.slice(0, head), ...extra, ...argv.slice(head)]
    return this.workshop.prepare(full, {
      name: `step-${model === 'gemini' ? 'gemini' : this.#count}`,
      model,
      stdin: prompt,
      graceMs: adapter.graceMs,
      environment: [...adapter.environment, 'CLAUDE_CODE_MAX_RETRIES'],
      timeoutMs: PATIENCE_MS,
      ...command,
    })
  }

  /** Runs an attempt of an agent to its end. */
  async run(model: string, prompt: string, more: AgentAttempt = {}) {
    const attempt = this.prepare(model, prompt, more)
    expect((await this.host.start(attempt.folder)).ok).toBe(true)
    return { attempt, record: await ended(attempt, PATIENCE_MS + 30_000) }
  }

  /** Everything that agents asked the model since a moment, as text. */
  heard(from = 0): string {
    return this.stub.requests
      .slice(from)
      .map(({ text }) => text)
      .join('\n')
  }
}

/** The environment of an agent that may do everything: as root claude needs to be told that it is held. */
export function fullAccess(model: string): AgentAttempt {
  const environment = [
    ...(findAdapter(model)?.environment ?? []),
    'CLAUDE_CODE_MAX_RETRIES',
    'IS_SANDBOX',
  ]
  process.env['IS_SANDBOX'] = '1'
  return { access: 'full', environment }
}

/** A workbench for the tests of one file; before each of them the model answers `Done.` */
export function useWorkbench(): Workbench {
  const bench = new Workbench()
  beforeAll(() => bench.open())
  beforeEach(() => bench.turns({ say: 'Done.' }))
  afterAll(() => bench.close())
  return bench
}
