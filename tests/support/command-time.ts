import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { printSequence } from '../../shared/yaml/print-sequence.ts'
import { ROOT, testEnvironment } from './bridge.ts'
import { chain } from './sequences.ts'
import { writeFiles } from './temporary-files.ts'

/** Writes a repository with a chain of steps into a folder. */
export function writeChain(root: string, count: number): void {
  writeFiles(root, {
    '.threados/sequence.yaml': printSequence(chain(count)),
    '.threados/policy.yaml': 'version: "1"\nmode: SAFE\n',
  })
}

/** Starts Node with these arguments, waits for its end, and fails when it did not end well. */
export function runNode(argv: readonly string[], root: string, dataFolder: string): void {
  const { status, stderr } = spawnSync(process.execPath, argv, {
    cwd: root,
    env: testEnvironment(dataFolder),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`node ${argv.join(' ')} ended with ${status}: ${stderr}`)
}

/** The arguments that make Node run the built seqctl. */
export function seqctlArgv(...words: readonly string[]): string[] {
  return [join(ROOT, 'dist', 'seqctl.js'), ...words]
}
