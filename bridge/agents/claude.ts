import { type Access, type AgentAdapter, accessOf, type McpServer } from './adapter.ts'
import { readClaude } from './reports/claude.ts'

const MODES: Readonly<Record<Access, string>> = {
  read: 'dontAsk',
  edit: 'acceptEdits',
  full: 'bypassPermissions',
}

function mcpOptions({ name, command, args, env }: McpServer): string[] {
  const config = JSON.stringify({ mcpServers: { [name]: { command, args, env } } })
  return ['--strict-mcp-config', '--mcp-config', config, '--allowedTools', `mcp__${name}`]
}

/** Claude Code, by its headless mode. */
export const claude: AgentAdapter = {
  model: 'claude-code',
  program: 'claude',
  install: 'npm install -g @anthropic-ai/claude-code',
  takesPrompt: true,
  environment: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', 'ANTHROPIC_MODEL', 'CLAUDE_CONFIG_DIR'],
  settings: {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Tools of MCP servers stand in the first request instead of behind a search.
    ENABLE_TOOL_SEARCH: 'false',
  },
  // As root it takes full access only where something else holds it.
  insideSandbox: { IS_SANDBOX: '1' },
  graceMs: 6000,
  readOutput: readClaude,
  buildArgv: ({ step, model, resume, mcp }) => [
    'claude',
    '-p',
    '--output-format',
    'stream-json',
    '--verbose',
    '--permission-mode',
    MODES[accessOf(step)],
    // Nobody is there to answer a question.
    '--permission-prompts',
    'none',
    ...(model === undefined ? [] : ['--model', model]),
    ...(step.effort === undefined ? [] : ['--effort', step.effort]),
    ...(mcp ? mcpOptions(mcp) : []),
    ...(resume === undefined ? [] : ['--resume', resume]),
  ],
}
