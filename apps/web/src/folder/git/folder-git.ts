import { fail } from '../../../../../shared/failure.ts'
import type { PlanCommits } from '../../../../../shared/protocol/plan-history.ts'
import { mapResult, type Result } from '../../../../../shared/result.ts'
import { SEQUENCE_PATH } from '../../../../../shared/schema/paths.ts'
import type { PlanHistory } from '../../workspace/source.ts'
import type { FolderFiles } from '../folder-files.ts'
import type { GitAnswer, GitQuestion } from './messages.ts'

const COMMITS_AT_ONCE = 50

type Words =
  | Omit<Extract<GitQuestion, { kind: 'commits' }>, 'id'>
  | Omit<Extract<GitQuestion, { kind: 'text' }>, 'id'>

/**
 * The git history of a folder, read on a thread of its own that begins with the first question: packs are large,
 * and neither they nor the code that reads them belong into the page.
 */
export class FolderGit implements PlanHistory {
  readonly #files: FolderFiles
  readonly #waiting = new Map<number, (result: GitAnswer['result']) => void>()
  #worker: Worker | undefined
  #next = 1

  constructor(files: FolderFiles) {
    this.#files = files
  }

  commits: PlanHistory['commits'] = (scope, skip) =>
    this.#ask<PlanCommits>({ kind: 'commits', scope, skip, limit: COMMITS_AT_ONCE })

  textAt: PlanHistory['textAt'] = async (commit) =>
    commit === undefined
      ? mapResult(await this.#files.readText(SEQUENCE_PATH), (text) => text ?? null)
      : this.#ask<string | null>({ kind: 'text', commit, path: SEQUENCE_PATH })

  promptAt: PlanHistory['promptAt'] = (commit, path) =>
    this.#ask<string | null>({ kind: 'text', commit, path })

  close(): void {
    this.#worker?.terminate()
    this.#worker = undefined
  }

  #ask<T>(words: Words): Promise<Result<T>> {
    const id = this.#next++
    return new Promise((resolve) => {
      // The worker answers each kind of question with its own kind of value.
      this.#waiting.set(id, (result) => resolve(result as Result<T>))
      this.#begun().postMessage({ id, ...words })
    })
  }

  #begun(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./git-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<GitAnswer>) => {
      this.#waiting.get(data.id)?.(data.result)
      this.#waiting.delete(data.id)
    })
    worker.addEventListener('error', () => {
      const lost = fail('IO', 'The part of the app that reads git stopped.', {
        hint: 'Read the history again; when that does not help, reload the page.',
      })
      for (const answer of this.#waiting.values()) answer(lost)
      this.#waiting.clear()
      this.close()
    })
    worker.postMessage({ id: 0, kind: 'open', folder: this.#files.root } satisfies GitQuestion)
    this.#worker = worker
    return worker
  }
}
