import { expect, test } from 'vitest'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { systemText } from '../../../shared/chat/context.ts'
import { chatTools } from '../../../shared/chat/tools.ts'
import { unwrap } from '../../../shared/failure.ts'
import { ChatRequestSchema } from '../../../shared/protocol/chat-request.ts'
import { parseUntrustedJson } from '../../../shared/protocol/rpc.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'

test('what the chat asks passes unchanged: each of its tools, and each kind of block', () => {
  const orchestrator_may = ACTIONS.map(({ name }) => name)
  const tools = chatTools({ ...SAFE_DEFAULTS, allow_send_key: true, orchestrator_may })
  const request = {
    model: 'claude-opus-5-5',
    max_tokens: 16_000,
    cache_control: { type: 'ephemeral' },
    system: [{ type: 'text', text: systemText() }],
    tools,
    messages: [
      { role: 'user', content: 'Add a step.' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'So.', signature: 'x' },
          { type: 'text', text: 'Yes.' },
          { type: 'tool_use', id: 'toolu_1', name: 'step_add', input: { id: 'a' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: 'No.' },
          { type: 'text', text: 'Again.' },
        ],
      },
    ],
    stream: true,
  }
  const read = ChatRequestSchema.parse(unwrap(parseUntrustedJson(JSON.stringify(request))))
  expect(tools.length).toBeGreaterThan(20)
  expect(read).toEqual(request)
})
