import type { CommitScope, PlanCommits } from '../../../../../shared/protocol/plan-history.ts'
import type { Result } from '../../../../../shared/result.ts'

/** What the page asks the worker that reads git. */
export type GitQuestion = { readonly id: number } & (
  | { readonly kind: 'open'; readonly folder: FileSystemDirectoryHandle }
  | {
      readonly kind: 'commits'
      readonly scope: CommitScope
      readonly skip: number
      readonly limit: number
    }
  | { readonly kind: 'text'; readonly commit: string; readonly path: string }
)

/** What it answers; nothing to `open`. */
export interface GitAnswer {
  readonly id: number
  readonly result: Result<PlanCommits> | Result<string | null>
}
