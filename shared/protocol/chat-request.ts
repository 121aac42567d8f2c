import { z } from 'zod'

/** Most tokens that one answer may take: what a mistake in the app could cost at once has an end. */
export const MAX_ANSWER_TOKENS = 64_000
/** Models are called by such names, those of gateways included. */
export const ModelNameSchema = z
  .string()
  .max(200)
  .regex(/^[\w@.:/-]+$/)

const CacheControlSchema = z.strictObject({
  type: z.literal('ephemeral'),
  ttl: z.enum(['5m', '1h']).optional(),
})

/** A block of a message; what is in it is between the app and the model. */
const BlockSchema = z.looseObject({ type: z.string().max(64) })

const MessageSchema = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(BlockSchema)]),
})

/** A tool that the app itself carries out. Tools of the provider (search, code) would cost and reach further. */
const ToolSchema = z.strictObject({
  type: z.literal('custom').optional(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  strict: z.boolean().optional(),
  eager_input_streaming: z.boolean().optional(),
  cache_control: CacheControlSchema.optional(),
})

/** The body of `POST /api/chat`: a request to the Messages API, as far as the chat uses that; nothing else passes. */
export const ChatRequestSchema = z.strictObject({
  model: ModelNameSchema,
  max_tokens: z.int().min(1).max(MAX_ANSWER_TOKENS),
  messages: z.array(MessageSchema).min(1).max(10_000),
  system: z.union([z.string(), z.array(BlockSchema)]).optional(),
  tools: z.array(ToolSchema).max(256).optional(),
  tool_choice: z
    .strictObject({
      type: z.enum(['auto', 'any', 'tool', 'none']),
      name: z.string().max(128).optional(),
      disable_parallel_tool_use: z.boolean().optional(),
    })
    .optional(),
  thinking: z
    .strictObject({
      type: z.enum(['adaptive', 'between_tools', 'enabled', 'disabled']),
      display: z.enum(['summarized', 'omitted']).optional(),
      budget_tokens: z.int().min(1).max(MAX_ANSWER_TOKENS).optional(),
    })
    .optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z
        .strictObject({
          type: z.literal('json_schema'),
          schema: z.record(z.string(), z.unknown()),
        })
        .optional(),
    })
    .optional(),
  cache_control: CacheControlSchema.optional(),
  /** Always a stream: an answer that comes whole can't be told from one that never comes. */
  stream: z.literal(true),
})
export type ChatRequest = z.infer<typeof ChatRequestSchema>
