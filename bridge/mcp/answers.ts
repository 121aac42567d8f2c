import { randomBytes } from 'node:crypto'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { fenced, type UntrustedText } from '../../shared/chat/untrusted.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'

/** What a tool tells: facts of ThreadOS itself, and texts that are only data. */
export interface ToolAnswer {
  readonly data: unknown
  readonly untrusted?: readonly UntrustedText[]
}

/** The text in a fence of its own. */
export function inFence(part: UntrustedText): string {
  return fenced(part, randomBytes(8).toString('hex'))
}

function failureAnswer(failure: Failure): CallToolResult {
  const { code, message, ...details } = failure
  const text = JSON.stringify({ success: false, error: message, code, details }, null, 2)
  return { isError: true, content: [{ type: 'text', text }] }
}

/** A tool's result as the protocol has it: the same envelope as seqctl's, then the fenced texts. */
export function toolResult(result: Result<ToolAnswer>): CallToolResult {
  if (!result.ok) return failureAnswer(result.failure)
  const { data, untrusted = [] } = result.value
  const text = JSON.stringify({ success: true, data }, null, 2)
  const fences = untrusted.map((part) => ({ type: 'text' as const, text: inFence(part) }))
  return { content: [{ type: 'text', text }, ...fences] }
}
