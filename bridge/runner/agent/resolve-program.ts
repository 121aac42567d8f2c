import { posix, win32 } from 'node:path'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { installHint } from './install-hints.ts'
import { readShim } from './windows-shim.ts'

/** What decides which file a program's name means. */
export interface ProgramFacts {
  readonly platform: NodeJS.Platform
  /** The PATH that is searched. */
  readonly path: string | undefined
  /** Windows' PATHEXT. */
  readonly pathExt?: string | undefined
  /** The repository's root: where a relative path starts. */
  readonly root: string
  /** The Node that runs the scripts which npm's Windows shims stand for. */
  readonly node: string
  /** True for a file that may be executed. */
  readonly isProgram: (path: string) => boolean
  readonly readText: (path: string) => string
}

/** A file to start and what its argument list begins with; never a shell. */
export interface ResolvedProgram {
  readonly file: string
  readonly prefix: readonly string[]
}

const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD'

function candidates(name: string, facts: ProgramFacts): string[] {
  const paths = facts.platform === 'win32' ? win32 : posix
  const isPath = /[\\/]/.test(name) || (facts.platform === 'win32' && /^[A-Za-z]:/.test(name))
  // A relative entry of PATH means another folder in every cwd, and most of all the repository's: skipped.
  const folders = (facts.path ?? '')
    .split(paths.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => paths.isAbsolute(folder))
  const bases = isPath
    ? [paths.resolve(facts.root, name)]
    : folders.map((folder) => paths.join(folder, name))
  if (facts.platform !== 'win32') return bases
  const endings = (facts.pathExt ?? DEFAULT_PATHEXT).split(';').filter(Boolean)
  const hasEnding = endings.some((ending) => name.toUpperCase().endsWith(ending.toUpperCase()))
  return bases.flatMap((base) =>
    hasEnding ? [base] : endings.map((ending) => `${base}${ending.toLowerCase()}`),
  )
}

/**
 * Finds the file that argv[0] means: a bare name through PATH (with PATHEXT on Windows), a path from the root.
 * npm's `.cmd` shims become Node and their script; any other batch file is refused, since it needs a shell.
 */
export function resolveProgram(name: string, facts: ProgramFacts): Result<ResolvedProgram> {
  const file = candidates(name, facts).find((candidate) => facts.isProgram(candidate))
  if (file === undefined) {
    return fail('COMMAND_NOT_FOUND', `The program "${name}" was not found.`, {
      hint: installHint(name),
      details: { program: name },
    })
  }
  if (facts.platform !== 'win32' || !/\.(cmd|bat)$/i.test(file)) return ok({ file, prefix: [] })
  const target = readShim(facts.readText(file), file)
  if (!target) {
    return fail('COMMAND_NOT_FOUND', `The program "${name}" is a batch file: ${file}.`, {
      hint: 'ThreadOS starts no shell. Name the program that the batch file starts.',
      details: { program: name },
    })
  }
  return ok(
    target.kind === 'program'
      ? { file: target.path, prefix: target.options }
      : { file: facts.node, prefix: [...target.options, target.path] },
  )
}
