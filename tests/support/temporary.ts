import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { writeFiles } from './temporary-files.ts'

/** A fresh folder with real path, removed when the test ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'threados-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A folder with a sequence.yaml of this text. */
export function repoWith(sequence: string, files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder()
  writeFiles(root, { '.threados/sequence.yaml': sequence, ...files })
  return root
}
