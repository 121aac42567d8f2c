import { type Access, type AgentAdapter, accessOf } from './adapter.ts'
import { readGemini } from './reports/gemini.ts'

const MODES: Readonly<Record<Access, string>> = {
  read: 'default',
  edit: 'auto_edit',
  full: 'yolo',
}

/** Gemini CLI, by its headless mode. */
export const gemini: AgentAdapter = {
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
  buildArgv: ({ step, resume }) => [
    'gemini',
    '-o',
    'stream-json',
    '--approval-mode',
    MODES[accessOf(step)],
    ...(resume === undefined ? [] : ['--resume', resume]),
  ],
}
