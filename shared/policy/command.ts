import { environmentFindings } from './command/environment.ts'
import { folderFindings } from './command/folder.ts'
import { PathGuard, placeOf } from './command/path.ts'
import { type JudgedProgram, judgeProgram, liftedWords } from './command/program.ts'
import type { CommandQuestion } from './command/question.ts'
import { shimFindings } from './command/shim.ts'
import { argumentSpoofReason, argumentsReason } from './command/text.ts'
import { tableOf } from './commands/tables.ts'
import { deny, type Finding, verdictFrom } from './finding.ts'
import { forbiddenPatternFindings } from './patterns.ts'
import type { Verdict } from './verdict.ts'

function textFindings(argv: readonly string[]): Finding[] {
  const reason = argumentsReason(argv)
  if (reason) return [deny('command', 'argv', reason)]
  return argv.slice(1).flatMap((argument, index) => {
    const spoof = argumentSpoofReason(argument)
    return spoof
      ? [deny('command', `argument ${index + 1}`, `Argument ${index + 1} of the command ${spoof}.`)]
      : []
  })
}

function tableFindings(question: CommandQuestion, { names }: JudgedProgram): Finding[] {
  const { argv, cwd, root, platform, policy, resolve, origin = 'text', access = 'edit' } = question
  const place = placeOf(root, cwd, platform)
  const folder = 'path' in place ? place.path : root
  const paths = new PathGuard(root, folder, platform, resolve)
  const lifted = liftedWords(names, policy.allowed_commands)
  return names.flatMap((program) => {
    const table = tableOf(program)
    return table ? table(argv.slice(1), { program, paths, platform, lifted, origin, access }) : []
  })
}

function accessFindings({ origin, access, policy }: CommandQuestion): Finding[] {
  if (origin !== 'adapter' || access !== 'full' || policy.mode === 'POWER') return []
  const reason = 'The step asks for full access, which the policy grants only in POWER mode.'
  return [deny('access', 'full', reason)]
}

/** Every rule that a command line breaks or that asks a person; see `evaluateCommand`. */
export function commandFindings(question: CommandQuestion): Finding[] {
  const { argv, env, policy } = question
  const text = textFindings(argv)
  if (text.length > 0) return text
  const program = judgeProgram(question)
  return [
    ...program.findings,
    ...folderFindings(question),
    ...environmentFindings(env ?? {}),
    ...accessFindings(question),
    ...shimFindings(question, program.names),
    ...tableFindings(question, program),
    ...forbiddenPatternFindings(argv, policy.forbidden_patterns),
  ]
}

/**
 * Decides about one argument list: the program, its options, the paths it names, its folder and variables, and
 * the forbidden patterns. No shell is involved, so shell syntax in an argument is plain text. What a script,
 * hook or prompt then does can't be seen from here: that is the sandbox's part.
 */
export function evaluateCommand(question: CommandQuestion): Verdict {
  return verdictFrom(commandFindings(question))
}
