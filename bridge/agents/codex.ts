import { DOOR_TOKEN_VARIABLE, DOOR_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { type Access, type AgentAdapter, accessOf, type McpServer } from './adapter.ts'
import { readCodex } from './reports/codex.ts'

const SANDBOXES: Readonly<Record<Access, readonly string[]>> = {
  read: ['-s', 'read-only'],
  edit: ['-s', 'workspace-write'],
  full: ['--dangerously-bypass-approvals-and-sandbox'],
}

/** Settings of every call: nothing is sent home, tools see our PATH, and no variable that looks like a secret. */
const SETTINGS: readonly string[] = [
  'analytics.enabled=false',
  'check_for_update_on_startup=false',
  // Both ask servers of the maker at each start.
  'features.apps=false',
  'features.plugins=false',
  'allow_login_shell=false',
  'shell_environment_policy.ignore_default_excludes=false',
]

function mcpSettings({ name, command, args, env }: McpServer): string[] {
  // JSON's strings and lists of strings are TOML too.
  const table = Object.entries(env).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  const server = `mcp_servers.${name}`
  return [
    `${server}.command=${JSON.stringify(command)}`,
    `${server}.args=${JSON.stringify(args)}`,
    `${server}.env={${table.join(',')}}`,
    // By their names only: their values are nobody's business who reads a command line.
    `${server}.env_vars=${JSON.stringify([DOOR_VARIABLE, DOOR_TOKEN_VARIABLE])}`,
    // Without this a server that is slow or broken is left out without a word.
    `${server}.required=true`,
    `${server}.default_tools_approval_mode="approve"`,
  ]
}

/** Codex, by `codex exec`. It has no limit of turns: only a timeout ends a loop. */
export const codex: AgentAdapter = {
  model: 'codex',
  program: 'codex',
  install: 'npm install -g @openai/codex',
  takesPrompt: true,
  environment: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_HOME'],
  settings: {},
  graceMs: 3000,
  countsWholeSession: true,
  residue: ['.codex', '.agents', '.aws', '.git'],
  readOutput: readCodex,
  // Its command line was wrong.
  classOfExit: { 2: 'configuration' },
  buildArgv: ({ step, model, resume, mcp }) => {
    const effort = step.effort === undefined ? [] : [`model_reasoning_effort="${step.effort}"`]
    const settings = [...SETTINGS, ...effort, ...(mcp ? mcpSettings(mcp) : [])]
    return [
      'codex',
      'exec',
      '--json',
      '--skip-git-repo-check',
      // Before `resume`, which does not take it.
      ...SANDBOXES[accessOf(step)],
      ...(model === undefined ? [] : ['-m', model]),
      ...settings.flatMap((setting) => ['-c', setting]),
      ...(resume === undefined ? [] : ['resume', resume]),
      '-',
    ]
  },
}
