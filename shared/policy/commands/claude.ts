import type { Finding } from '../finding.ts'
import {
  type CommandContext,
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  type ReadOptions,
  readOptions,
} from './options.ts'

const STYLE: OptionStyle = {
  options: optionTable(`
    -p --print -v --version -h --help --output-format={text|json|stream-json} --input-format={text|stream-json} --model=
    --fallback-model= --max-turns=n --max-budget-usd= --effort=word --append-system-prompt= --system-prompt=
    --session-id= -r=? --resume=? -c --continue --fork-session --no-session-persistence --verbose
    --include-partial-messages --json-schema= --allowedTools= --allowed-tools= --disallowedTools= --disallowed-tools=
    --tools= --permission-mode= --add-dir=r --bare --restricted --strict-mcp-config
    ^--permission-prompts=word ^--setting-sources={project|user|} ^--mcp-config= ^--settings=
    !--dangerously-skip-permissions !--allow-dangerously-skip-permissions !--permission-prompt-tool= !--plugin-dir=
    !--agents= !--agent= !--debug-file= !-d=? !--debug=? !--ide !--chrome !-w=? !--worktree=? !--tmux=? !--from-pr=?
    !--append-system-prompt-file= !--system-prompt-file=
  `),
  clusters: true,
  variadic: [
    '--allowedTools',
    '--allowed-tools',
    '--disallowedTools',
    '--disallowed-tools',
    '--tools',
    '--add-dir',
    '--mcp-config',
  ],
}

const SAFE_MODES: readonly string[] = ['default', 'plan', 'acceptEdits', 'dontAsk', 'manual']
/** Tools that reach nothing but files of the workspace. */
const SAFE_TOOLS = new Set([
  'Read',
  'Edit',
  'MultiEdit',
  'Write',
  'Grep',
  'Glob',
  'LS',
  'NotebookRead',
  'NotebookEdit',
  'TodoWrite',
  'TodoRead',
])
/** Commands without a pattern that are as harmless as they are as a step of their own. */
const SAFE_COMMAND = /^Bash\((?:git (?:status|diff|log)|npm test|npm run [a-z0-9][a-z0-9:_-]*)\)$/
/** A tool's name, with its rule in brackets. */
const TOOL = /[^\s,()]+(?:\([^)]*\)?)?|[()]/g
/** Words that make claude do something else than answer a prompt. */
const SUBCOMMANDS = new Set([
  'mcp',
  'config',
  'update',
  'upgrade',
  'install',
  'setup-token',
  'doctor',
  'plugin',
  'plugins',
  'agents',
  'auth',
  'login',
  'logout',
  'migrate-installer',
  'remote-control',
  'server',
])

function optionFindings(read: ReadOptions, context: CommandContext): Finding[] {
  return read.options.flatMap(({ name, value = '' }) => {
    if (name === '--permission-mode') {
      const isFull = context.origin === 'adapter' && context.access === 'full'
      if (SAFE_MODES.includes(value) || (isFull && value === 'bypassPermissions')) return []
      return denyWord(context, value, `claude's permission mode "${value}" removes its own guard.`)
    }
    if (!/^--(?:allowedTools|allowed-tools|tools)$/.test(name)) return []
    // Its own server is what gives an orchestrator its tools; each of them asks the policy again.
    if (context.origin === 'adapter' && value === 'mcp__seqctl') return []
    return [...value.matchAll(TOOL)]
      .map(([tool]) => tool)
      .filter((tool) => !SAFE_TOOLS.has(tool.replace(/\(.*$/s, '')) && !SAFE_COMMAND.test(tool))
      .flatMap((tool) =>
        denyWord(context, tool, `claude's tool "${tool}" runs commands or reaches out.`),
      )
  })
}

/** claude: one headless prompt, with claude's own guard in place. */
export const judgeClaude: CommandTable = (args, context) => {
  const read = readOptions(args, STYLE, context)
  const findings = [...read.findings, ...optionFindings(read, context)]
  if (hasOption(read, '--version', '-v', '--help', '-h')) return findings
  const [first] = read.operands
  if (first !== undefined && SUBCOMMANDS.has(first)) {
    findings.push(...denyWord(context, first, `"claude ${first}" is not a prompt.`))
  }
  if (!hasOption(read, '-p', '--print')) {
    findings.push(...denyWord(context, 'claude', 'claude without -p waits for somebody to type.'))
  }
  return findings
}
