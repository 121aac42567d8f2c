import { fail } from '../../../../shared/failure.ts'
import type { LogStream } from '../../../../shared/protocol/events.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import type { WorkspaceSource } from '../workspace/source.ts'
import type { ChatAttachment } from './chat.ts'

/** What of a step's newest attempt can go along with a message. */
export const ATTACHABLE = [
  { kind: 'output', label: 'Newest output', words: 'output' },
  { kind: 'changes', label: 'Newest changes', words: 'changes' },
  { kind: 'summary', label: 'What its agent said', words: 'summary' },
] as const
export type Attachable = (typeof ATTACHABLE)[number]

type Source = Pick<WorkspaceSource, 'attempts' | 'readLog' | 'attemptDiff' | 'attemptSummary'>

/** The end of a log is what tells; the chat keeps fewer of these bytes if it must. */
const TAIL_BYTES = 64 * 1024

async function tailOf(
  source: Source,
  attempt: AttemptRecord,
  stream: LogStream,
): Promise<Result<string>> {
  const { runId, stepId, bytesOut, bytesErr } = attempt
  const place = { runId, stepId, attempt: attempt.attempt, stream }
  const size = stream === 'stdout' ? bytesOut : bytesErr
  let offset = Math.max(0, size - TAIL_BYTES)
  let text = ''
  for (;;) {
    const chunk = await source.readLog(place, offset)
    if (!chunk.ok) return chunk
    text += chunk.value.text
    if (chunk.value.nextOffset <= offset || text.length >= TAIL_BYTES) return ok(text)
    offset = chunk.value.nextOffset
  }
}

async function outputOf(source: Source, attempt: AttemptRecord): Promise<Result<string>> {
  const out = await tailOf(source, attempt, 'stdout')
  if (!out.ok || attempt.bytesErr === 0) return out
  const errors = await tailOf(source, attempt, 'stderr')
  return errors.ok ? ok(`${out.value}\n--- stderr ---\n${errors.value}`) : errors
}

async function textOf(
  source: Source,
  attempt: AttemptRecord,
  kind: Attachable['kind'],
): Promise<Result<string>> {
  if (kind === 'output') return outputOf(source, attempt)
  const file = await (kind === 'changes'
    ? source.attemptDiff(attempt)
    : source.attemptSummary(attempt))
  return file.ok ? ok(file.value.text ?? '') : file
}

/** Reads what the newest attempt of a step left, in order to send it with a message. */
export async function readAttachment(
  source: Source,
  stepId: string,
  { kind, words }: Attachable,
): Promise<Result<ChatAttachment>> {
  const attempts = await source.attempts(stepId)
  if (!attempts.ok) return attempts
  const [newest] = attempts.value
  if (!newest) return fail('NOT_FOUND', `${stepId} has not run yet.`)
  const text = await textOf(source, newest, kind)
  if (!text.ok) return text
  if (text.value.trim() === '') {
    return fail('NOT_FOUND', `Attempt ${newest.attempt} of ${stepId} left no ${words}.`)
  }
  return ok({
    label: `${words} of ${stepId}`,
    source: `${words} of step ${stepId}, attempt ${newest.attempt}`,
    text: text.value,
  })
}
