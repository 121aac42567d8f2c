import { z } from 'zod'

/** The whole hash of a git commit, SHA-1 or SHA-256. */
export const CommitHashSchema = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/)

/** A git commit, as the history of the plan lists it. */
export const PlanCommitSchema = z.strictObject({
  hash: CommitHashSchema,
  /** Name of the author. */
  author: z.string(),
  /** When it was written, in seconds since 1970. */
  seconds: z.int().min(0),
  /** First line of its message. */
  subject: z.string(),
})
export type PlanCommit = z.infer<typeof PlanCommitSchema>

/** A stretch of the history, newest first. */
export const PlanCommitsSchema = z.strictObject({
  commits: z.array(PlanCommitSchema),
  /** True when older ones may follow. */
  more: z.boolean(),
})
export type PlanCommits = z.infer<typeof PlanCommitsSchema>

/** Which commits are listed: those that changed `.threados`, or all that HEAD has. */
export const CommitScopeSchema = z.enum(['plan', 'all'])
export type CommitScope = z.infer<typeof CommitScopeSchema>

/** The end of the year 9999. */
const LAST_SECOND = 253_402_300_799
const MAX_AUTHOR = 200
const MAX_SUBJECT = 500

/** A commit as git tells it, in the form in which it is listed; what git never checked is cut to size. */
export function planCommit(
  hash: string,
  author: string,
  seconds: number,
  message: string,
): PlanCommit {
  const isMoment = seconds >= 0 && seconds <= LAST_SECOND
  const [subject = ''] = message.trimStart().split('\n', 1)
  return {
    hash,
    author: author.slice(0, MAX_AUTHOR),
    seconds: isMoment ? Math.trunc(seconds) : 0,
    subject: subject.trimEnd().slice(0, MAX_SUBJECT),
  }
}
