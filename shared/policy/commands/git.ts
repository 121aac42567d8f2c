import type { Finding } from '../finding.ts'
import { GIT_COMMANDS } from './git-commands.ts'
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

/** What stands between `git` and its subcommand. */
const GLOBAL: OptionStyle = {
  options: optionTable(`
    -C=r --no-pager -P --version -v --no-optional-locks --literal-pathspecs --glob-pathspecs --noglob-pathspecs
    --icase-pathspecs --no-replace-objects --no-lazy-fetch --no-advice
    !-c= !--config-env= !--exec-path=? !--git-dir= !--work-tree= !--namespace= !--super-prefix= !--attr-source=
    !-p !--paginate !--bare !--html-path !--man-path !--info-path !--list-cmds= !--help !-h
  `),
  stopAtOperand: true,
}

function subcommandFindings(name: string, read: ReadOptions, context: CommandContext): Finding[] {
  const command = GIT_COMMANDS[name]
  if (!command || !Object.hasOwn(GIT_COMMANDS, name)) {
    const reason = `"git ${name}" is not on the list of what is allowed; it may be an alias.`
    return denyWord(context, name, reason)
  }
  const folders = read.options.filter((option) => option.name === '-C')
  const paths = folders.reduce((guard, { value }) => guard.at(value ?? '.'), context.paths)
  const inner = { ...context, program: `git ${name}`, paths }
  const style = { options: command.options, clusters: true, negations: true }
  const given = readOptions(read.rest, style, inner)
  return [...given.findings, ...command.check(given, inner)]
}

/** git: subcommands and options by list; what starts other programs or leaves the repository is refused. */
export const judgeGit: CommandTable = (args, context) => {
  const read = readOptions(args, GLOBAL, context)
  const name = read.operands[0]
  if (name !== undefined) return [...read.findings, ...subcommandFindings(name, read, context)]
  if (hasOption(read, '--version', '-v')) return [...read.findings]
  return [...read.findings, ...denyWord(context, 'git', 'git needs a subcommand.')]
}
