import type { AgentAdapter } from './adapter.ts'
import { claude } from './claude.ts'
import { codex } from './codex.ts'
import { gemini } from './gemini.ts'

const shell: AgentAdapter = {
  model: 'shell',
  program: '',
  install: '',
  takesPrompt: false,
  environment: [],
  settings: {},
  graceMs: 5000,
  buildArgv: ({ step }) => step.command ?? [],
}

/** The built-in agents. Their command lines were verified against the real programs (docs/thread-types.md). */
export const ADAPTERS: readonly AgentAdapter[] = [claude, codex, gemini, shell]

/** The adapter of a model, or undefined for an alias that nobody defined. */
export function findAdapter(model: string): AgentAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.model === model)
}
