import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tokens } from '../../bridge/server/tokens.ts'
import { writeFiles } from './temporary-files.ts'

/** A repository, and tokens that a bridge of it will know. */
export interface TokenRepo {
  readonly repo: string
  readonly dataFolder: string
  readonly tokens: Tokens
  /** Of a person's program, which sends no origin. */
  readonly user: string
  readonly agent: string
  remove(): void
}

/** Makes a repository with this sequence and the tokens for its bridge, for all tests of a file. */
export function makeTokenRepo(sequence: string): TokenRepo {
  const folder = mkdtempSync(join(tmpdir(), 'threados-test-'))
  const repo = join(folder, 'repo')
  const dataFolder = join(folder, 'data')
  writeFiles(repo, { '.threados/sequence.yaml': sequence })
  const tokens = new Tokens(dataFolder, repo)
  return {
    repo,
    dataFolder,
    tokens,
    user: tokens.issue('user', null),
    agent: tokens.issueForAgent(),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
