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

const OPTIONS = `
  --json -s={read-only|workspace-write} --sandbox={read-only|workspace-write} -m= --model= -C=r --cd=r
  --skip-git-repo-check -o=w --output-last-message=w --output-schema=r --color={always|never|auto} --ephemeral -i=rl
  --image=rl -V --version -h --help -c= --config= ^--ignore-user-config
  ^--dangerously-bypass-approvals-and-sandbox !--yolo !--full-auto !-a= !--ask-for-approval= !-p= !--profile= !--add-dir=
  !--enable= !--disable= !--oss !--search !--approve-for-me !--dangerously-bypass-hook-trust !--local-provider=
`
const GLOBAL: OptionStyle = { options: optionTable(OPTIONS), clusters: true, stopAtOperand: true }
const EXEC: OptionStyle = { options: optionTable(OPTIONS), clusters: true }
const RESUME: OptionStyle = { options: optionTable(`${OPTIONS} --last`), clusters: true }

/** Settings that change how the answer is made, not what may run. */
const HARMLESS =
  /^(?:model|model_reasoning_effort|model_reasoning_summary|model_verbosity|hide_agent_reasoning|show_raw_agent_reasoning|analytics\.enabled|check_for_update_on_startup|disable_response_storage)\s*=/
/** Settings that ThreadOS' own adapter may add; they narrow, or point to its own stub of a provider. */
const OF_ADAPTER =
  /^(?:allow_login_shell|features\.(?:apps|plugins)(?==false$)|developer_instructions|shell_environment_policy\.(?:inherit|ignore_default_excludes)|model_provider|model_providers\.[a-z0-9_-]+\.[a-z_]+|mcp_servers\.[a-z0-9_-]+\.[a-z_]+)\s*=/

function configFindings(read: ReadOptions, context: CommandContext): Finding[] {
  return read.options.flatMap(({ name, value = '' }) => {
    if (name === '--dangerously-bypass-approvals-and-sandbox' && context.access !== 'full') {
      return denyWord(context, name, 'codex would run without its sandbox.')
    }
    if (name !== '-c' && name !== '--config') return []
    const isOwn = context.origin === 'adapter' && OF_ADAPTER.test(value)
    if (HARMLESS.test(value) || isOwn) return []
    const key = value.split('=')[0] ?? ''
    return denyWord(context, key, `The codex setting "${key.slice(0, 100)}" can change what runs.`)
  })
}

/** codex: one headless prompt inside codex's own sandbox. */
export const judgeCodex: CommandTable = (args, context) => {
  const global = readOptions(args, GLOBAL, context)
  const findings = [...global.findings, ...configFindings(global, context)]
  const [name] = global.operands
  if (name !== 'exec' && name !== 'e') {
    const isQuestion = name === undefined && hasOption(global, '--version', '-V', '--help', '-h')
    if (isQuestion) return findings
    const reason = `"codex ${name ?? ''}" is not on the list of what is allowed; use codex exec.`
    return [...findings, ...denyWord(context, name ?? 'codex', reason)]
  }
  const inner = { ...context, program: 'codex exec' }
  const read = readOptions(global.rest, EXEC, inner)
  const isResume = read.operands[0] === 'resume'
  const given = isResume ? readOptions(global.rest, RESUME, inner) : read
  const asks = [...given.operands, ...given.rest].length > 0
  return [
    ...findings,
    ...given.findings,
    ...configFindings(given, inner),
    ...(asks ? [] : denyWord(context, 'exec', 'codex exec needs a prompt.')),
  ]
}
