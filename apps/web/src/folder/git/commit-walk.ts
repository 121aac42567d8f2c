import {
  type CommitScope,
  type PlanCommit,
  planCommit,
} from '../../../../../shared/protocol/plan-history.ts'
import { DATA_FOLDER } from '../../../../../shared/schema/paths.ts'
import type { Commit, GitObjects } from './objects.ts'

/** Where a walk begins and what it lists. */
export interface WalkOptions {
  readonly scope: CommitScope
  readonly shallow: ReadonlySet<string>
}

/** A stretch of a walk's commits; fewer than asked for when the time was over. */
export interface WalkStretch {
  readonly commits: PlanCommit[]
  readonly more: boolean
}

/**
 * Goes through a history from a commit on, newest first, as `git log` does: of a merge that left the plan as one
 * of its parents had it, only that parent is followed.
 */
export class CommitWalk {
  readonly #objects: GitObjects
  readonly #options: WalkOptions
  /** Commits whose turn comes, the one with the latest date last. */
  readonly #waiting: Commit[] = []
  readonly #seen = new Set<string>()

  private constructor(objects: GitObjects, options: WalkOptions) {
    this.#objects = objects
    this.#options = options
  }

  static async begin(objects: GitObjects, head: string, options: WalkOptions): Promise<CommitWalk> {
    const walk = new CommitWalk(objects, options)
    walk.#await([await objects.commit(head)])
    return walk
  }

  /** Up to so many further commits, or those that were found when `isLate` said so. */
  async next(limit: number, isLate: () => boolean): Promise<WalkStretch> {
    const commits: PlanCommit[] = []
    while (commits.length < limit && this.#waiting.length > 0) {
      const commit = this.#waiting.pop()
      if (commit && (await this.#visit(commit))) {
        const { hash, author, written, message } = commit
        commits.push(planCommit(hash, author, written, message))
      }
      if (isLate()) break
    }
    return { commits, more: this.#waiting.length > 0 }
  }

  /** True when the commit is one of those that are listed. */
  async #visit(commit: Commit): Promise<boolean> {
    const { scope, shallow } = this.#options
    const hashes = shallow.has(commit.hash) ? [] : commit.parents
    const parents = await Promise.all(hashes.map((hash) => this.#objects.commit(hash)))
    if (scope === 'all') {
      this.#await(parents)
      return true
    }
    const own = await this.#objects.at(commit.tree, DATA_FOLDER)
    for (const parent of parents) {
      if ((await this.#objects.at(parent.tree, DATA_FOLDER)) !== own) continue
      this.#await([parent])
      return false
    }
    this.#await(parents)
    return parents.length > 0 || own !== undefined
  }

  #await(commits: readonly Commit[]): void {
    for (const commit of commits) {
      if (this.#seen.has(commit.hash)) continue
      this.#seen.add(commit.hash)
      const at = this.#waiting.findLastIndex(({ committed }) => committed <= commit.committed)
      this.#waiting.splice(at + 1, 0, commit)
    }
  }
}
