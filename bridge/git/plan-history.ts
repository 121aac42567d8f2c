import { fail } from '../../shared/failure.ts'
import type { FileText } from '../../shared/protocol/methods.ts'
import {
  type CommitScope,
  type PlanCommit,
  type PlanCommits,
  planCommit,
} from '../../shared/protocol/plan-history.ts'
import { ok, type Result } from '../../shared/result.ts'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import { MAX_SEQUENCE_BYTES } from '../../shared/schema/sequence.ts'
import { incompleteTail } from '../runner/output/log-layout.ts'
import { askGit, git } from './safe-git.ts'

/** Most bytes of a file that one answer carries; a frame has to stay small. */
const MAX_CHUNK_BYTES = 256 * 1024

/** Author, seconds and subject of a commit, in one line behind the one with its hash. */
const FORMAT = '%an%x00%at%x00%s'
const HEADER = 'commit '

/** Which of the commits are wanted. */
export interface CommitStretch {
  readonly scope: CommitScope
  readonly skip: number
  readonly limit: number
}

/** Refuses folders without git, and repositories without a commit. */
async function requireHead(root: string): Promise<Result<undefined>> {
  const inside = await git(['rev-parse', '--show-toplevel'], { cwd: root })
  if (!inside.ok) {
    return inside.failure.code === 'COMMAND_NOT_FOUND'
      ? inside
      : fail('NOT_FOUND', 'This folder is no git repository, so the plan has no history.', {
          hint: 'Run "git init" and commit .threados/sequence.yaml.',
        })
  }
  const head = await askGit(['rev-parse', '--verify', '--quiet', 'HEAD'], {
    cwd: root,
    accept: [0, 1],
  })
  if (!head.ok) return head
  if (head.value.code === 0) return ok(undefined)
  return fail('NOT_FOUND', 'The git repository has no commit yet.', {
    hint: 'Commit .threados/sequence.yaml.',
  })
}

function parseCommits(text: string): PlanCommit[] {
  const lines = text.split('\n')
  const commits: PlanCommit[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [header = '', facts = ''] = [lines[at], lines[at + 1]]
    const [author = '', seconds = '', subject = ''] = facts.split('\0')
    const hash = header.slice(HEADER.length)
    commits.push(planCommit(hash, author, Number(seconds), subject))
  }
  return commits
}

/**
 * Commits from HEAD on, newest first. Read by `rev-list`: the repository's settings can't make it start a program,
 * as they can make `log` check signatures.
 */
export async function listPlanCommits(
  root: string,
  { scope, skip, limit }: CommitStretch,
): Promise<Result<PlanCommits>> {
  const head = await requireHead(root)
  if (!head.ok) return head
  const stretch = [`--skip=${skip}`, `--max-count=${limit + 1}`, `--format=${FORMAT}`]
  const paths = scope === 'plan' ? [DATA_FOLDER] : []
  const listed = await git(['rev-list', ...stretch, 'HEAD', '--', ...paths], { cwd: root })
  if (!listed.ok) return listed
  const commits = parseCommits(listed.value)
  return ok({ commits: commits.slice(0, limit), more: commits.length > limit })
}

/** The object of a path in a commit; undefined when the commit has no such file. */
async function blobAt(
  root: string,
  commit: string,
  path: string,
): Promise<Result<string | undefined>> {
  const found = await askGit(['rev-parse', '--verify', '--quiet', `${commit}^{commit}`], {
    cwd: root,
    accept: [0, 1, 128],
  })
  if (!found.ok) return found
  if (found.value.code !== 0) {
    return fail('NOT_FOUND', `There is no commit ${commit.slice(0, 12)} in this repository.`, {
      hint: 'Read the history again.',
    })
  }
  // From this folder on: the workspace may be a folder inside the repository.
  const blob = await askGit(['rev-parse', '--verify', '--quiet', `${commit}:./${path}`], {
    cwd: root,
    accept: [0, 1, 128],
  })
  if (!blob.ok) return blob
  return ok(blob.value.code === 0 ? blob.value.text : undefined)
}

/** A stretch of a file's text as a commit has it, cut between characters; null when it has no such file. */
export async function readCommitted(
  root: string,
  commit: string,
  path: string,
  offset: number,
): Promise<Result<FileText>> {
  const blob = await blobAt(root, commit, path)
  if (!blob.ok) return blob
  if (blob.value === undefined) return ok({ text: null, bytes: 0, nextOffset: offset })
  const size = await git(['cat-file', '-s', blob.value], { cwd: root })
  if (!size.ok) return size
  if (Number(size.value) > MAX_SEQUENCE_BYTES) {
    return fail('FILE_TOO_LARGE', `${path} was larger than 8 MiB in ${commit.slice(0, 12)}.`)
  }
  const text = await git(['cat-file', 'blob', blob.value], { cwd: root, exact: true })
  if (!text.ok) return text
  const bytes = Buffer.from(text.value)
  const cut = bytes.subarray(offset, offset + MAX_CHUNK_BYTES)
  const kept = cut.subarray(0, cut.length - incompleteTail(cut))
  return ok({
    text: kept.toString('utf8'),
    bytes: bytes.length,
    nextOffset: offset + kept.length,
  })
}
