import type { Step } from '../../shared/schema/step.ts'

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
    buildArgv: ({ step }) => step.command ?? [],
  },
]

/** The adapter of a model, or undefined for an alias that nobody defined. */
export function findAdapter(model: string): AgentAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.model === model)
}
