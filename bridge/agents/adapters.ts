import type { Step } from '../../shared/schema/step.ts'
import { readClaude } from './reports/claude.ts'
import { readCodex } from './reports/codex.ts'
import { readGemini } from './reports/gemini.ts'
import type { ReportReader } from './reports/report.ts'

/** What an adapter is told about one attempt. */
export interface AgentTask {
  readonly step: Step
}

/** How to start one kind of agent. A small table entry: nothing here starts anything. */
export interface AgentAdapter {
  readonly model: string
  /** Name of the program, as the policy lists it. */
  readonly program: string
  /** How a person gets the program. */
  readonly install: string
  /** The whole argument list, program first. */
  buildArgv(task: AgentTask): readonly string[]
  /** True when the prompt goes to standard input. */
  readonly takesPrompt: boolean
  /** Names of the environment variables that this agent needs and no other gets. */
  readonly environment: readonly string[]
  /** Variables with fixed values: what keeps the program from waiting, updating itself or sending statistics. */
  readonly settings: Readonly<Record<string, string>>
  /** How long it takes to end itself and its tools after it was asked to, in milliseconds. */
  readonly graceMs: number
  /** Reads what it prints; without one only the exit code tells how it ended. */
  readonly readOutput?: () => ReportReader
  /** The provider's HTTP status behind an exit code, for a program that has such codes. */
  statusOfExit?(code: number): number | undefined
}

type Access = NonNullable<Step['access']>

const CLAUDE_MODES: Readonly<Record<Access, string>> = {
  read: 'dontAsk',
  edit: 'acceptEdits',
  full: 'bypassPermissions',
}
const CODEX_SANDBOXES: Readonly<Record<Access, readonly string[]>> = {
  read: ['-s', 'read-only'],
  edit: ['-s', 'workspace-write'],
  full: ['--dangerously-bypass-approvals-and-sandbox'],
}
const GEMINI_MODES: Readonly<Record<Access, string>> = {
  read: 'default',
  edit: 'auto_edit',
  full: 'yolo',
}

function accessOf(step: Step): Access {
  return step.access ?? 'edit'
}

/** The built-in agents. Their command lines were verified against the real programs (docs/thread-types.md). */
export const ADAPTERS: readonly AgentAdapter[] = [
  {
    model: 'claude-code',
    program: 'claude',
    install: 'npm install -g @anthropic-ai/claude-code',
    takesPrompt: true,
    environment: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_MODEL',
      'CLAUDE_CONFIG_DIR',
    ],
    settings: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // Tools of MCP servers stand in the first request instead of behind a search.
      ENABLE_TOOL_SEARCH: 'false',
    },
    graceMs: 6000,
    readOutput: readClaude,
    buildArgv: ({ step }) => [
      'claude',
      '-p',
      '--output-format',
      'stream-json',
      '--verbose',
      '--permission-mode',
      CLAUDE_MODES[accessOf(step)],
      ...(step.effort === undefined ? [] : ['--effort', step.effort]),
    ],
  },
  {
    model: 'codex',
    program: 'codex',
    install: 'npm install -g @openai/codex',
    takesPrompt: true,
    environment: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_HOME'],
    settings: {},
    graceMs: 3000,
    readOutput: readCodex,
    buildArgv: ({ step }) => [
      'codex',
      'exec',
      '--json',
      '--skip-git-repo-check',
      ...CODEX_SANDBOXES[accessOf(step)],
      '-',
    ],
  },
  {
    model: 'gemini',
    program: 'gemini',
    install: 'npm install -g @google/gemini-cli',
    takesPrompt: true,
    environment: ['GEMINI_API_KEY', 'GOOGLE_GEMINI_BASE_URL', 'GEMINI_CLI_HOME'],
    settings: {
      // The step's folder was checked by the policy; the program's own question would only end it.
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
      GEMINI_CLI_NO_RELAUNCH: 'true',
      GEMINI_TELEMETRY_ENABLED: 'false',
    },
    graceMs: 2000,
    readOutput: readGemini,
    // It ends with the provider's status modulo 256.
    statusOfExit: (code) =>
      [400, 401, 403, 408, 429, 500, 503, 504, 529].find((s) => s % 256 === code),
    buildArgv: ({ step }) => [
      'gemini',
      '-o',
      'stream-json',
      '--approval-mode',
      GEMINI_MODES[accessOf(step)],
    ],
  },
  {
    model: 'shell',
    program: '',
    install: '',
    takesPrompt: false,
    environment: [],
    settings: {},
    graceMs: 5000,
    buildArgv: ({ step }) => step.command ?? [],
  },
]

/** The adapter of a model, or undefined for an alias that nobody defined. */
export function findAdapter(model: string): AgentAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.model === model)
}
