import type { Finding } from '../finding.ts'
import {
  type CommandContext,
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  readOptions,
} from './options.ts'

const STYLE: OptionStyle = {
  options: optionTable(`
    -v --version --no-install --no --offline --prefer-offline --quiet -q --silent -s
    !-y !--yes !-p= !--package= !-c= !--call= !--shell= !--prefix= !--node-options= !--script-shell= !--registry=
    !--ignore-existing !--node-arg= !-n= !--userconfig= !--cache= !-w= !--workspace=
  `),
  stopAtOperand: true,
}

/** The tables of programs that npx may find in the repository's own packages. */
export type InnerTables = (program: string) => CommandTable | undefined

function programFindings(program: string, context: CommandContext): Finding[] {
  if (context.lifted.has(program)) return []
  const reason = `npx may only run packages that the policy lists, as in "npx ${program.slice(0, 100)}".`
  return denyWord(context, program, reason)
}

/**
 * npx: with `--no-install`, programs of installed packages that the policy lists by name. Without it npx
 * fetches whatever the registry has under that name.
 */
export function judgeNpx(inner: InnerTables): CommandTable {
  return (args, context) => {
    const read = readOptions(args, STYLE, context)
    const [program, ...rest] = [...read.operands, ...read.rest]
    if (program === undefined) {
      return hasOption(read, '--version', '-v')
        ? [...read.findings]
        : [...read.findings, ...denyWord(context, 'npx', 'npx needs the name of a program.')]
    }
    const table = inner(program)
    return [
      ...read.findings,
      ...(hasOption(read, '--no-install', '--no')
        ? []
        : denyWord(context, 'install', 'npx must be told --no-install, else it fetches packages.')),
      ...programFindings(program, context),
      ...(table ? table(rest, { ...context, program }) : []),
    ]
  }
}
