import { ChatRequestSchema } from '../../shared/protocol/chat-request.ts'

type Json = Readonly<Record<string, unknown>>

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}

function idsOf(message: Json | undefined, type: string, key: string): string[] {
  return list(message?.['content'])
    .filter((block) => block['type'] === type)
    .map((block) => String(block[key]))
}

function blockComplaints(block: Json): string[] {
  if (block['type'] === 'text' && String(block['text']).trim() === '') return ['an empty text']
  const input = block['input']
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  return block['type'] === 'tool_use' && !isObject ? ['a call whose input is no object'] : []
}

function messageComplaints(messages: readonly Json[], at: number): string[] {
  const message = messages[at]
  const before = messages[at - 1]
  const blocks = list(message?.['content'])
  const complaints = blocks.flatMap(blockComplaints)
  if (blocks.length === 0) complaints.push('a message without content')
  const role = at % 2 === 0 ? 'user' : 'assistant'
  if (message?.['role'] !== role) complaints.push(`roles that do not take turns at ${at}`)
  const asked = idsOf(before, 'tool_use', 'id')
  const answered = idsOf(message, 'tool_result', 'tool_use_id')
  if (asked.toSorted().join() !== answered.toSorted().join()) {
    complaints.push(`calls ${asked} and answers ${answered}`)
  }
  const firstOther = blocks.findIndex((block) => block['type'] !== 'tool_result')
  const lastResult = blocks.findLastIndex((block) => block['type'] === 'tool_result')
  if (firstOther >= 0 && lastResult > firstOther) complaints.push('an answer after words')
  if (String(blocks.at(-1)?.['type']).includes('thinking')) complaints.push('thoughts at the end')
  return complaints
}

/** What the Messages API, or the bridge in front of it, would refuse of a request; empty for a valid one. */
export function requestComplaints(body: Json): string[] {
  const messages = list(body['messages'])
  const complaints = messages.flatMap((_message, at) => messageComplaints(messages, at))
  if (messages.at(-1)?.['role'] !== 'user') complaints.push('the last message is not the user')
  const bridge = ChatRequestSchema.safeParse(body)
  if (!bridge.success) complaints.push(bridge.error.message)
  const marks = JSON.stringify(body).split('"cache_control"').length - 1
  if (marks > 4) complaints.push(`${marks} cache marks`)
  return complaints
}
