import type { Policy } from '../../schema/policy.ts'
import type { Step } from '../../schema/step.ts'

/** How programs are found and paths are written. macOS and Linux are posix. */
export type CommandPlatform = 'posix' | 'win32'

/**
 * What the caller knows of the machine. Paths are absolute. Without these facts only what the text itself
 * says is judged: good enough to show, not to enforce.
 */
export interface CommandFacts {
  /** What is at a path, links followed; a ring of links counts as missing. */
  kindOf(path: string): 'file' | 'folder' | 'missing'
  /** The path with all links followed; what does not exist is kept as written. Undefined for a ring of links. */
  realPath(path: string): string | undefined
  /** What PATH gives for a bare name (the entry itself and its real path), or undefined. */
  findProgram(name: string): FoundProgram | undefined
}

/** A program's place: the entry in a folder of PATH, and the real file behind it. */
export interface FoundProgram {
  readonly path: string
  readonly realPath: string
}

/** May this command line start in this folder? */
export interface CommandQuestion {
  readonly argv: readonly string[]
  /** Relative to the root, or absolute. */
  readonly cwd: string
  /** The repository's root: absolute and real. */
  readonly root: string
  /** Variables that the step itself asks for, beside what the runner hands on. */
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly policy: Policy
  readonly platform: CommandPlatform
  readonly resolve?: CommandFacts | undefined
  /**
   * `text` (default): a person or an agent wrote the argument list. `adapter`: ThreadOS built it from its own
   * table for an agent; only then options that steer the agent's guard are taken, as `access` says.
   */
  readonly origin?: 'text' | 'adapter' | undefined
  /** The access of the step that an adapter built the list for. */
  readonly access?: Step['access']
}
