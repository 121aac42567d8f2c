import type { Json } from './model-calls.ts'

/** A part of a message: words, in the pieces in which they come, a thought, or a call of a tool. */
export type MessageBlock =
  | { readonly say: readonly string[] }
  | { readonly think: string }
  | { readonly call: string; readonly id: string; readonly input: unknown }

/** A message of a model. */
export interface StreamedMessage {
  readonly id: string
  readonly model: unknown
  readonly blocks: readonly MessageBlock[]
  /** Why it ended. */
  readonly stop: string
  readonly usage: Json
}

/** How a part begins, and what then comes of it piece by piece. */
function startAndPieces(block: MessageBlock): readonly [Json, readonly Json[]] {
  if ('say' in block) {
    return [{ type: 'text', text: '' }, block.say.map((text) => ({ type: 'text_delta', text }))]
  }
  if ('think' in block) {
    return [
      { type: 'thinking', thinking: '', signature: '' },
      [
        { type: 'thinking_delta', thinking: block.think },
        { type: 'signature_delta', signature: 'signed' },
      ],
    ]
  }
  const { call: name, id, input } = block
  return [
    { type: 'tool_use', id, name, input: {} },
    [{ type: 'input_json_delta', partial_json: JSON.stringify(input) }],
  ]
}

function blockEvents(block: MessageBlock, index: number): Json[] {
  const [start, pieces] = startAndPieces(block)
  return [
    { type: 'content_block_start', index, content_block: start },
    ...pieces.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

/** The events with which the Messages API streams a message. */
export function messageEvents({ id, model, blocks, stop, usage }: StreamedMessage): Json[] {
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  }
  return [
    { type: 'message_start', message },
    ...blocks.flatMap(blockEvents),
    { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
}

/** An event as it stands in the stream. */
export function eventText(event: Json): string {
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`
}
