import { type Failure, fail } from '../../../../../shared/failure.ts'
import type { CommitScope, PlanCommits } from '../../../../../shared/protocol/plan-history.ts'
import { ok, type Result } from '../../../../../shared/result.ts'
import { CommitWalk } from './commit-walk.ts'
import { FolderReader, type ReadableFolder } from './folder-fs.ts'
import { GitObjects, isNotFound } from './objects.ts'
import { examineRepository } from './repository.ts'

/** How long a stretch may take before what was found is shown. */
const PATIENCE_MS = 1500

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
  readonly objects: GitObjects
  readonly walk: CommitWalk
}

/** Reads the git history of a folder that the browser was given. */
export class GitReader {
  readonly #root: ReadableFolder
  readonly #now: () => number
  #opened: Opened | undefined

  constructor(root: ReadableFolder, now = () => performance.now()) {
    this.#root = root
    this.#now = now
  }

  /** The next commits; from HEAD on when `isFirst`. */
  commits(scope: CommitScope, isFirst: boolean, limit: number): Promise<Result<PlanCommits>> {
    return this.#guarded(async () => {
      if (isFirst) this.#opened = undefined
      const opened = await this.#open(scope)
      if (!opened.ok) return opened
      const end = this.#now() + PATIENCE_MS
      return ok(await opened.value.walk.next(limit, () => this.#now() > end))
    })
  }

  /** The text of a file as a commit has it; null when it has no such file. */
  text(commit: string, path: string): Promise<Result<string | null>> {
    return this.#guarded(async () => {
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
    })
  }

  async #open(scope: CommitScope): Promise<Result<Opened>> {
    if (this.#opened) return ok(this.#opened)
    const reader = new FolderReader(this.#root)
    const repository = await examineRepository(reader)
    if (!repository.ok) return repository
    const objects = new GitObjects(reader)
    const head = await objects.head()
    if (head === undefined) {
      return fail('NOT_FOUND', 'The git repository has no commit yet.', {
        hint: 'Commit .threados/sequence.yaml.',
      })
    }
    const { shallow } = repository.value
    const walk = await CommitWalk.begin(objects, head, { scope, shallow })
    this.#opened = { objects, walk }
    return ok(this.#opened)
  }

  async #guarded<T>(read: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await read()
    } catch (cause) {
      // What isomorphic-git and the browser throw has no other form; a mistake of ours is told in the same words.
      return { ok: false, failure: failureOf(cause) }
    }
  }
}
