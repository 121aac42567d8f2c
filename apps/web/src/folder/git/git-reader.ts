import { type Failure, fail } from '../../../../../shared/failure.ts'
import type { CommitScope, PlanCommits } from '../../../../../shared/protocol/plan-history.ts'
import { ok, type Result } from '../../../../../shared/result.ts'
import { CommitWalk } from './commit-walk.ts'
import { FolderReader, type ReadableFolder } from './folder-fs.ts'
import { GitObjects, isNotFound } from './objects.ts'
import { examineRepository } from './repository.ts'

/** How long a stretch may take before what was found is shown. */
const PATIENCE_MS = 600

function failureOf(cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause)
  return isNotFound(cause)
    ? {
        code: 'IO',
        message: `An object is missing in this repository, as in a partial clone: ${message}`,
        hint: 'Run "git fetch --refetch", or start the bridge.',
      }
    : {
        code: 'IO',
        message: `The git repository could not be read: ${message}`,
        hint: 'Run "git fsck" to see whether it is damaged, or start the bridge.',
      }
}

/** What a page reads of a repository while its history is looked at. */
interface Opened {
  readonly scope: CommitScope
  readonly objects: GitObjects
  readonly walk: CommitWalk
  /** How many commits the walk has given. */
  given: number
}

/** Reads the git history of a folder that the browser was given. */
export class GitReader {
  readonly #root: ReadableFolder
  readonly #now: () => number
  #opened: Opened | undefined
  /** Where the history that is shown begins, whatever was committed since. */
  #head: string | undefined

  constructor(root: ReadableFolder, now = () => performance.now()) {
    this.#root = root
    this.#now = now
  }

  /** Commits without the first `skip` ones; `skip` 0 sees what was committed since. */
  commits(scope: CommitScope, skip: number, limit: number): Promise<Result<PlanCommits>> {
    return this.#guarded(async () => {
      const known = this.#opened
      if (!known || known.scope !== scope || known.given !== skip || skip === 0) {
        this.#opened = undefined
      }
      if (skip === 0) this.#head = undefined
      const found = await this.#open(scope)
      if (!found.ok) return found
      const opened = found.value
      // A walk that was lost, as when git has packed its objects anew, goes on where it was.
      if (opened.given < skip) await opened.walk.next(skip, () => false)
      const end = this.#now() + PATIENCE_MS
      const stretch = await opened.walk.next(limit, () => this.#now() > end)
      opened.given = skip + stretch.commits.length
      return ok(stretch)
    })
  }

  /** The text of a file as a commit has it; null when it has no such file. */
  async text(commit: string, path: string): Promise<Result<string | null>> {
    const wasOpen = this.#opened !== undefined
    const text = await this.#guarded(() => this.#text(commit, path))
    // What was read long ago may be gone from its old place by now.
    return text.ok || !wasOpen || this.#opened
      ? text
      : this.#guarded(() => this.#text(commit, path))
  }

  async #text(commit: string, path: string): Promise<Result<string | null>> {
    const opened = await this.#open('plan')
    if (!opened.ok) return opened
    const { objects } = opened.value
    const { tree } = await objects.commit(commit)
    const found = await objects.at(tree, path)
    if (found === undefined) return ok(null)
    const bytes = await objects.blob(found)
    return bytes
      ? ok(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
      : fail('FILE_TOO_LARGE', `${path} was larger than 8 MiB in ${commit.slice(0, 12)}.`)
  }

  async #open(scope: CommitScope): Promise<Result<Opened>> {
    if (this.#opened) return ok(this.#opened)
    const reader = new FolderReader(this.#root)
    const repository = await examineRepository(reader)
    if (!repository.ok) return repository
    const objects = new GitObjects(reader)
    const head = this.#head ?? (await objects.head())
    if (head === undefined) {
      return fail('NOT_FOUND', 'The git repository has no commit yet.', {
        hint: 'Commit .threados/sequence.yaml.',
      })
    }
    const { shallow } = repository.value
    const walk = await CommitWalk.begin(objects, head, { scope, shallow })
    this.#head = head
    this.#opened = { scope, objects, walk, given: 0 }
    return ok(this.#opened)
  }

  async #guarded<T>(read: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await read()
    } catch (cause) {
      this.#opened = undefined
      // What isomorphic-git and the browser throw has no other form; a mistake of ours is told in the same words.
      return { ok: false, failure: failureOf(cause) }
    }
  }
}
