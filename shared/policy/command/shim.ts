import { deny, type Finding } from '../finding.ts'
import type { CommandQuestion } from './question.ts'

/** Programs that on Windows usually are a batch file, whose arguments a shell reads after all. */
const BATCH_PROGRAMS = new Set(['npm', 'npx', 'tsc', 'claude', 'codex', 'gemini'])

/** Refuses what a batch file's shell would expand or cut; only on Windows, where such files are. */
export function shimFindings(question: CommandQuestion, names: readonly string[]): Finding[] {
  const { argv, platform, resolve } = question
  if (platform !== 'win32') return []
  const found = resolve?.findProgram(argv[0] ?? '')
  const isBatch = found
    ? /\.(?:cmd|bat)$/i.test(found.realPath)
    : names.some((name) => BATCH_PROGRAMS.has(name))
  if (!isBatch) return []
  return argv.slice(1).flatMap((argument, index) => {
    if (!/[%^!&|<>"\r\n]/.test(argument)) return []
    const reason = `Argument ${index + 1} has a character that the batch file of ${argv[0]} would read as a command.`
    return [deny('command', `argument ${index + 1}`, reason)]
  })
}
