import { win32 } from 'node:path'

/** What an npm `.cmd` shim starts: a script for Node, or a program of its own. */
export interface ShimTarget {
  readonly kind: 'script' | 'program'
  readonly path: string
  /** Options that the shim puts before the script. */
  readonly options: readonly string[]
}

const FOLDER = /%(?:~dp0|dp0%)\\?/
const TARGET = new RegExp(`"${FOLDER.source}([^"%]+)"\\s+%\\*\\s*$`, 'im')
const NODE_CALL = /"%_prog%"((?:\s+-[^\s"%&|<>^]+)*)\s+"$/

/**
 * Reads the shim that npm (cmd-shim) writes for a package's program on Windows: its last command is
 * `"%_prog%" [options] "%dp0%\\path" %*`, or `"%dp0%\\path.exe" %*`. Undefined for any other batch file.
 */
export function readShim(text: string, shimPath: string): ShimTarget | undefined {
  const found = TARGET.exec(text)
  const relative = found?.[1]
  if (!found || relative === undefined) return undefined
  const path = win32.join(win32.dirname(shimPath), relative)
  if (/\.exe$/i.test(relative)) return { kind: 'program', path, options: [] }
  const before = NODE_CALL.exec(text.slice(0, found.index + 1))
  if (!before) return undefined
  const options = (before[1] ?? '').split(/\s+/).filter(Boolean)
  return { kind: 'script', path, options }
}
