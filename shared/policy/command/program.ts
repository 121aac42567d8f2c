import { deny, type Finding } from '../finding.ts'
import { placeOf, relativeTo } from './path.ts'
import type { CommandQuestion } from './question.ts'
import { nameSpoofReason } from './text.ts'

/** A program that the policy lists, or what speaks against it. `names` are all that it is known by. */
export interface JudgedProgram {
  readonly findings: readonly Finding[]
  /** Names to look up an option table by: as written, and as the real file is called. */
  readonly names: readonly string[]
}

const BARE_NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/
/** Files that are a program under another name. */
const KNOWN_FILES: Readonly<Record<string, string>> = {
  nodejs: 'node',
  'npm-cli.js': 'npm',
  'npx-cli.js': 'npx',
}

/** True for what `allowed_commands` may list: a bare name, a path, or a name with one lifted word. */
export function isCommandName(entry: string): boolean {
  const [program = '', word, ...more] = entry.split(' ')
  if (more.length > 0 || word === '' || nameSpoofReason(entry)) return false
  if (word !== undefined && /[*?[\]{}]/.test(word)) return false
  return BARE_NAME.test(program) || isProgramPath(program)
}

function isProgramPath(entry: string): boolean {
  return /^(?:\.{0,2}\/|[A-Za-z]:[\\/]).*[^\\/]$/.test(entry) && !/[*?[\]{}]|\.\.[\\/]/.test(entry)
}

/** The words that the policy lifts for a program: `node -e` in allowed_commands lifts `-e` for node. */
export function liftedWords(names: readonly string[], allowed: readonly string[]): Set<string> {
  const words = allowed
    .map((entry) => entry.split(' '))
    .filter(([program = '', word]) => word !== undefined && names.includes(program))
  return new Set(words.map(([, word = '']) => word))
}

function baseName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? ''
  return KNOWN_FILES[file] ?? file.replace(/\.(?:exe|cmd|bat|ps1|com)$/i, '')
}

function refused(program: string, reason: string): JudgedProgram {
  const shown = JSON.stringify(program.slice(0, 200))
  return {
    findings: [deny('allowed_commands', shown, `The program ${shown} ${reason}.`)],
    names: [],
  }
}

function judgeListedPath(program: string, question: CommandQuestion): JudgedProgram {
  const { root, platform, resolve } = question
  const place = placeOf(root, program, platform)
  if ('reason' in place) return refused(program, place.reason)
  const real = resolve?.realPath(place.path) ?? place.path
  return { findings: [], names: [...new Set([program, baseName(program), baseName(real)])] }
}

function judgeBareName(program: string, question: CommandQuestion): JudgedProgram {
  const found = question.resolve?.findProgram(program)
  if (!found) return { findings: [], names: [program] }
  const { root, platform } = question
  const isInside = [found.path, found.realPath].some(
    (path) => relativeTo(root, path, platform) !== undefined,
  )
  if (isInside) return refused(program, 'is found inside the repository, not outside of it')
  return { findings: [], names: [...new Set([program, baseName(found.realPath)])] }
}

/**
 * Judges the first word of a command: an exact bare name that the policy lists, found by PATH outside the
 * repository, or a path that the policy lists letter by letter.
 */
export function judgeProgram(question: CommandQuestion): JudgedProgram {
  const program = question.argv[0] ?? ''
  const spoof = nameSpoofReason(program)
  if (spoof) return refused(program, spoof)
  if (!question.policy.allowed_commands.includes(program) || program.includes(' ')) {
    return refused(program, 'is not one of the commands that the policy allows')
  }
  if (BARE_NAME.test(program)) return judgeBareName(program, question)
  if (isProgramPath(program)) return judgeListedPath(program, question)
  return refused(program, 'is neither a bare name nor a path')
}
