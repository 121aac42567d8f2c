import type { PathUse } from '../command/path.ts'
import type { Finding } from '../finding.ts'
import { addressFindings } from './git-remote.ts'
import { askAbout, type CommandContext, denyWord, hasOption, type ReadOptions } from './options.ts'

/** Judges what a subcommand of git was given besides its options. */
export type GitCheck = (read: ReadOptions, context: CommandContext) => Finding[]

/** The part of `<revision>:<path>` that is a path; the whole word where it is no such pair. */
function pathPart(word: string): string {
  if (/^(?:HEAD|@)(?:[~^]\d*)+$/.test(word)) return 'HEAD'
  return /^[^:/\\]{2,}:(?<path>.+)$/.exec(word)?.groups?.['path'] ?? word
}

function wordFindings(words: readonly string[], use: PathUse, context: CommandContext): Finding[] {
  return words.flatMap((word) => {
    const reason = context.paths.reason(context.platform === 'win32' ? pathPart(word) : word, use)
    const shown = JSON.stringify(word.slice(0, 200))
    return reason
      ? denyWord(context, word, `The word ${shown} of ${context.program} ${reason}.`)
      : []
  })
}

/** Words are revisions or paths that git looks at. */
export const reads: GitCheck = (read, context) =>
  wordFindings([...read.operands, ...read.rest], 'read', context)
/** Words are paths that git changes. */
export const writes: GitCheck = (read, context) =>
  wordFindings([...read.operands, ...read.rest], 'write', context)
const anything: GitCheck = () => []

/** No words are taken. */
export const nothing: GitCheck = ({ operands, rest }, context) => {
  const word = operands[0] ?? rest[0]
  return word === undefined
    ? []
    : denyWord(context, word, `${context.program} takes no further words.`)
}

/** Refuses a command that would open an editor, which nobody could answer. */
export function needs(check: GitCheck, reason: string, ...options: readonly string[]): GitCheck {
  return (read, context) => [
    ...check(read, context),
    ...(hasOption(read, ...options) ? [] : denyWord(context, context.program, reason)),
  ]
}

/** A person is asked whatever the words are. */
export const asks: GitCheck = (_, context) =>
  askAbout(context, '', `"${context.program}" can lose work that is saved nowhere else.`)

/** By the first operand: the subcommands of a subcommand. */
function verbs(table: Readonly<Record<string, GitCheck>>): GitCheck {
  return (read, context) => {
    const [verb = '', ...operands] = read.operands
    const check = Object.hasOwn(table, verb) ? table[verb] : undefined
    const program = `${context.program} ${verb}`.trim()
    if (check) return check({ ...read, operands }, { ...context, program })
    return denyWord(context, verb, `"${program}" is not on the list of what is allowed.`)
  }
}

/** git checkout: switching is free, overwriting files is asked about. */
export const checkout: GitCheck = (read, context) => {
  const makesBranch = hasOption(read, '-b', '-B', '--orphan')
  const [first = ''] = read.operands
  const isPath = /^\.{1,2}(?:\/|$)/.test(first) || context.paths.isFile(first)
  const overwrites =
    read.rest.length > 0 ||
    hasOption(read, '--pathspec-from-file') ||
    (!makesBranch && (read.operands.length > 1 || isPath))
  return [...writes(read, context), ...(overwrites ? asks(read, context) : [])]
}

/** git restore: taking files out of the index is free, overwriting them is asked about. */
export const restore: GitCheck = (read, context) => {
  const isIndexOnly = hasOption(read, '-S', '--staged') && !hasOption(read, '-W', '--worktree')
  return [...writes(read, context), ...(isIndexOnly ? [] : asks(read, context))]
}

/** git tag: an annotated tag needs its message. */
export const tag: GitCheck = (read, context) => {
  const isAnnotated = hasOption(read, '-a', '--annotate')
  const check = isAnnotated
    ? needs(reads, 'Give the message with -m.', '-m', '--message', '-F', '--file')
    : reads
  return check(read, context)
}

/** git worktree by its subcommand. */
export const worktree = verbs({
  list: nothing,
  add: (read, context) => [
    ...wordFindings([...read.operands, ...read.rest].slice(0, 1), 'write', context),
    ...wordFindings([...read.operands, ...read.rest].slice(1), 'read', context),
  ],
  remove: writes,
  prune: nothing,
  lock: writes,
  unlock: writes,
})

const stashes: GitCheck = (read, context) =>
  hasOption(read, '-p', '--patch')
    ? denyWord(context, '-p', '"git stash -p" asks questions.')
    : reads(read, context)

/** git stash by its subcommand. */
export const stash: GitCheck = (read, context) =>
  read.operands.length === 0
    ? stashes(read, context)
    : verbs({
        push: stashes,
        save: stashes,
        list: reads,
        show: reads,
        pop: reads,
        apply: reads,
        branch: reads,
        drop: asks,
        clear: asks,
      })(read, context)

/** git reflog by its subcommand. */
export const reflog: GitCheck = (read, context) =>
  verbs({ '': anything, show: reads, exists: reads, expire: asks, delete: asks })(read, context)

/** git submodule by its subcommand. */
export const submodule = verbs({
  '': anything,
  status: reads,
  summary: reads,
  init: reads,
  update: reads,
  sync: reads,
  add: (read, context) => {
    const [address = '', ...folders] = [...read.operands, ...read.rest]
    return [...addressFindings(address, context), ...wordFindings(folders, 'write', context)]
  },
})

/** git bisect by its subcommand; `run` would start a program. */
export const bisect = verbs(
  Object.fromEntries(
    ['start', 'good', 'bad', 'old', 'new', 'skip', 'reset', 'log', 'terms', 'next'].map((verb) => [
      verb,
      reads,
    ]),
  ),
)

/** git symbolic-ref: reading is free, writing is asked about. */
export const symbolicRef: GitCheck = (read, context) =>
  read.operands.length + read.rest.length > 1 ? asks(read, context) : reads(read, context)
