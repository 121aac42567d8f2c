import { type Failure, FailureError, fail, failureFrom } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import { errorCode } from './durable-file.ts'

const SENTENCES: Readonly<Record<string, { message: string; hint: string }>> = {
  ENOSPC: {
    message: 'The disk is full',
    hint: 'Free some space and try again; nothing was changed.',
  },
  EDQUOT: { message: 'The disk quota is used up', hint: 'Free some space and try again.' },
  EACCES: { message: 'Permission was refused', hint: 'Check who owns the file and its folder.' },
  EPERM: {
    message: 'The operation is not permitted',
    hint: 'Check who owns the file and its folder.',
  },
  EROFS: { message: 'The file system is read-only', hint: 'Work on a writable copy.' },
  ENOENT: { message: 'A file or folder is missing', hint: 'Was it moved or removed meanwhile?' },
  EMFILE: { message: 'Too many files are open', hint: 'Close other programs or raise the limit.' },
  EIO: { message: 'The disk reported an error', hint: 'Check the disk; nothing was acknowledged.' },
}

/** Turns an operating system's error into a failure that says what to do; a bug goes on as an exception. */
export function ioFailure(cause: unknown, path: string): Result<never> {
  if (cause instanceof FailureError) return { ok: false, failure: cause.failure }
  const code = errorCode(cause)
  if (code === undefined) throw cause
  const known = SENTENCES[code]
  const failure: Failure = failureFrom(cause)
  return fail('IO', `${known?.message ?? failure.message}: ${path}`, {
    at: { file: path },
    ...(known ? { hint: known.hint } : {}),
    details: { code },
  })
}
