import {
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  readOptions,
} from './options.ts'

const STYLE: OptionStyle = {
  options: optionTable(`
    -p= --prompt= -m= --model= -o={text|json|stream-json} --output-format={text|json|stream-json} --approval-mode=
    -v --version -h --help -d --debug -s --sandbox --session-id= -r=? --resume=? --include-directories=rl --list-sessions
    ^--skip-trust
    !-y !--yolo !-i= !--prompt-interactive= !-e= !--extensions= !--allowed-tools= !--allowed-mcp-server-names=
    !--telemetry=? !--telemetry-target= !--telemetry-otlp-endpoint= !--telemetry-log-prompts !--proxy= !-c
    !--checkpointing !--sandbox-image= !--experimental-acp !--acp !-a !--all-files !-l !--list-extensions
    !--delete-session= !--policy= !--admin-policy= !-w=? !--worktree=?
  `),
  clusters: true,
}

const SAFE_MODES: readonly string[] = ['default', 'auto_edit', 'plan']
/** Words that make gemini do something else than answer a prompt. */
const SUBCOMMANDS = new Set([
  'mcp',
  'extensions',
  'extension',
  'skills',
  'skill',
  'hooks',
  'hook',
  'gemma',
])

/** gemini: one headless prompt, with gemini's own approvals in place. */
export const judgeGemini: CommandTable = (args, context) => {
  const read = readOptions(args, STYLE, context)
  const findings = [...read.findings]
  const isFull = context.origin === 'adapter' && context.access === 'full'
  for (const { name, value = '' } of read.options) {
    if (name !== '--approval-mode') continue
    if (SAFE_MODES.includes(value) || (isFull && value === 'yolo')) continue
    findings.push(...denyWord(context, value, `gemini's approval mode "${value}" asks nobody.`))
  }
  const [first] = read.operands
  if (first !== undefined && SUBCOMMANDS.has(first)) {
    findings.push(...denyWord(context, first, `"gemini ${first}" is not a prompt.`))
  }
  const isQuestion = hasOption(read, '--version', '-v', '--help', '-h', '--list-sessions')
  if (isQuestion || context.origin === 'adapter' || hasOption(read, '-p', '--prompt'))
    return findings
  return [
    ...findings,
    ...denyWord(context, 'gemini', 'gemini without -p waits for somebody to type.'),
  ]
}
