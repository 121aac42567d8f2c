import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE } from './attempts.ts'

/** The events of one CLI's JSON lines, as the real programs were seen to print them. */
export const DIALECTS = {
  'claude-code': {
    good: (text: string) => [
      { type: 'system', subtype: 'init', session_id: 's-1', mcp_servers: [] },
      { type: 'assistant', message: { content: [{ type: 'text', text }] } },
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        result: text,
        session_id: 's-1',
        total_cost_usd: 0.005,
        usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 7 },
        permission_denials: [],
        model_usage_since_last_result: { m: { costUSD: 0.002 }, n: { costUSD: 0.001 } },
      },
    ],
    bad: (message: string, status?: number) => [
      { type: 'system', subtype: 'init', session_id: 's-1' },
      {
        type: 'result',
        subtype: 'success',
        is_error: true,
        result: message,
        session_id: 's-1',
        api_error_status: status ?? null,
      },
    ],
  },
  codex: {
    good: (text: string) => [
      { type: 'thread.started', thread_id: 't-1' },
      { type: 'turn.started' },
      { type: 'item.completed', item: { type: 'agent_message', text } },
      {
        type: 'turn.completed',
        usage: { input_tokens: 15, cached_input_tokens: 5, output_tokens: 7 },
      },
    ],
    bad: (message: string) => [
      { type: 'thread.started', thread_id: 't-1' },
      { type: 'error', message: 'Reconnecting... 1/5' },
      { type: 'turn.failed', error: { message } },
    ],
  },
  gemini: {
    good: (text: string) => [
      { type: 'init', session_id: 'g-1' },
      { type: 'message', role: 'assistant', content: 'Before the tool.', delta: true },
      { type: 'tool_use', tool_name: 'write_file' },
      { type: 'tool_result', status: 'success' },
      { type: 'message', role: 'assistant', content: text.slice(0, 3), delta: true },
      { type: 'message', role: 'assistant', content: text.slice(3), delta: true },
      {
        type: 'result',
        status: 'success',
        stats: { input_tokens: 15, cached: 5, output_tokens: 7 },
      },
    ],
    bad: (message: string) => [
      { type: 'init', session_id: 'g-1' },
      { type: 'error', severity: 'error', message },
      { type: 'result', status: 'success', stats: {} },
    ],
  },
} as const

export type DialectName = keyof typeof DIALECTS

/** What the scripted agent does. */
export interface AgentScript {
  readonly events: readonly object[]
  readonly exit?: number
  /** Further JavaScript that runs before the events, with `stdin` as the prompt. */
  readonly code?: string
}

/** Writes a program that reads its prompt to the end, prints events as JSON lines, and exits. Gives its argv. */
export function scriptedAgent(folder: string, name: string, script: AgentScript): string[] {
  const path = join(folder, `${name}.cjs`)
  const lines = script.events.map((event) => `${JSON.stringify(event)}\n`).join('')
  writeFileSync(
    path,
    `const stdin = require('node:fs').readFileSync(0, 'utf8')
${script.code ?? ''}
process.stdout.write(${JSON.stringify(lines)}, () => process.exit(${script.exit ?? 0}))
`,
  )
  chmodSync(path, 0o755)
  return [NODE, path]
}
