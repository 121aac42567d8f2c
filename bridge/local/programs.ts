import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bug } from '../../shared/failure.ts'

/** The programs that ThreadOS starts itself, and where their sources lie. */
const SOURCES = {
  bridge: 'bridge/main.ts',
  runner: 'bridge/runner/main.ts',
  'session-host': 'bridge/mprocs/session-host.ts',
  'step-door': 'bridge/step-door/main.ts',
  seqctl: 'apps/seqctl/main.ts',
} as const

/** Hundreds of runners live at once and each makes little garbage: a small nursery saves 5 MB each. */
const FLAGS: Readonly<Partial<Record<keyof typeof SOURCES, readonly string[]>>> = {
  runner: ['--max-semi-space-size=1'],
}

/** Name of one of ThreadOS' own programs. */
export type ProgramName = keyof typeof SOURCES

/** The folder that holds ThreadOS itself: with `dist` when built, with the sources otherwise. */
export function installFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return bug('no package.json above the program')
  }
}

/**
 * The command line that starts one of ThreadOS' programs, as an argument list: the built file when this
 * program was built, its source when this one runs from source.
 */
export function programCommand(name: ProgramName): string[] {
  const isSource = import.meta.filename.endsWith('.ts')
  const file = isSource ? SOURCES[name] : join('dist', `${name}.js`)
  return [process.execPath, ...(FLAGS[name] ?? []), join(installFolder(), file)]
}
