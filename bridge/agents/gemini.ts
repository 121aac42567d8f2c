import { DOOR_TOKEN_VARIABLE, DOOR_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { type Access, type AgentAdapter, accessOf, type PrivateHome } from './adapter.ts'
import { readGemini } from './reports/gemini.ts'
import { objectIn } from './reports/report.ts'

const MODES: Readonly<Record<Access, string>> = {
  read: 'default',
  edit: 'auto_edit',
  full: 'yolo',
}

/**
 * It takes servers from its settings file only; without a named model it asks another one which to take, before
 * each prompt; and with the address of a gateway it forgets that it has a key.
 */
const home: PrivateHome = {
  variable: 'GEMINI_CLI_HOME',
  folder: '.gemini',
  settingsFile: 'settings.json',
  own: ['settings.json', 'tmp', 'history', 'projects.json'],
  buildSettings: (users, { mcp, environment }) => {
    const security = objectIn(users['security'])
    const byKey = environment['GEMINI_API_KEY'] ? { selectedType: 'gemini-api-key' } : {}
    // The values are looked up when the server starts: only their names are in the file.
    const door = Object.fromEntries(
      [DOOR_VARIABLE, DOOR_TOKEN_VARIABLE].map((name) => [name, `$${name}`]),
    )
    const env = { ...mcp?.env, ...door }
    const server = mcp && { command: mcp.command, args: mcp.args, env, trust: true }
    return {
      ...users,
      // Nothing is sent home, nothing is looked for there, whatever the user has for their own sessions.
      privacy: { ...objectIn(users['privacy']), usageStatisticsEnabled: false },
      general: {
        ...objectIn(users['general']),
        enableAutoUpdate: false,
        enableAutoUpdateNotification: false,
      },
      model: { name: 'pro', ...objectIn(users['model']) },
      security: { ...security, auth: { ...byKey, ...objectIn(security?.['auth']) } },
      // An orchestrator has this one alone, as with the other agents.
      ...(mcp && server ? { mcpServers: { [mcp.name]: server } } : {}),
    }
  },
}

/** Gemini CLI, by its headless mode. */
export const gemini: AgentAdapter = {
  model: 'gemini',
  program: 'gemini',
  install: 'npm install -g @google/gemini-cli',
  takesPrompt: true,
  environment: ['GEMINI_API_KEY', 'GOOGLE_GEMINI_BASE_URL', 'GEMINI_CLI_HOME', 'GEMINI_MODEL'],
  home,
  settings: {
    // The step's folder was checked by the policy; the program's own question would only end it.
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    GEMINI_CLI_NO_RELAUNCH: 'true',
    GEMINI_TELEMETRY_ENABLED: 'false',
  },
  graceMs: 2000,
  readOutput: readGemini,
  // No login; a wrong option or session; settings that it can't read; a folder that it does not trust.
  classOfExit: {
    41: 'authentication',
    42: 'configuration',
    52: 'configuration',
    55: 'configuration',
  },
  // It ends with the provider's status modulo 256.
  statusOfExit: (code) =>
    [400, 401, 403, 408, 429, 500, 503, 504, 529].find((s) => s % 256 === code),
  buildArgv: ({ step, model, resume }) => [
    'gemini',
    '-o',
    'stream-json',
    '--approval-mode',
    MODES[accessOf(step)],
    ...(model === undefined ? [] : ['-m', model]),
    ...(resume === undefined ? [] : ['--resume', resume]),
  ],
}
