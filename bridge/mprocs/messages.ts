import { z } from 'zod'
import { FailureSchema, SessionStateSchema } from '../../shared/protocol/state.ts'

/** Version of the words between a session's host and its clients. */
export const HOST_PROTOCOL = 1
/** Longest message in bytes, its line end included. */
export const MAX_MESSAGE_BYTES = 256 * 1024

const RequestIdSchema = z.int().min(1)
const FolderSchema = z.string().min(1).max(4096)

/** What a client says. The first word must be `hello` with the session's token. */
export const ClientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocol: z.literal(HOST_PROTOCOL),
    token: z.string().max(200),
  }),
  z.strictObject({ type: z.literal('start'), id: RequestIdSchema, folder: FolderSchema }),
  /** Brings an attempt's pane up; without a folder the empty one. */
  z.strictObject({
    type: z.literal('select'),
    id: RequestIdSchema,
    folder: FolderSchema.optional(),
  }),
  /** Types into the pane of an attempt that runs, as in `y<Enter>`. */
  z.strictObject({
    type: z.literal('type'),
    id: RequestIdSchema,
    folder: FolderSchema,
    keys: z.string().min(1).max(1000),
  }),
  z.strictObject({ type: z.literal('screen'), id: RequestIdSchema }),
  z.strictObject({ type: z.literal('quit'), id: RequestIdSchema }),
])
export type ClientMessage = z.infer<typeof ClientMessageSchema>

/** What a host says. */
export const HostMessageSchema = z.discriminatedUnion('type', [
  /** How the session is doing: after `hello`, and at each change. */
  z.strictObject({ type: z.literal('state'), state: SessionStateSchema }),
  z.strictObject({
    type: z.literal('done'),
    id: RequestIdSchema,
    rows: z.array(z.string()).optional(),
  }),
  /** A request failed; without an id: a message was refused and the connection ends. */
  z.strictObject({
    type: z.literal('failed'),
    id: RequestIdSchema.optional(),
    failure: FailureSchema,
  }),
])
export type HostMessage = z.infer<typeof HostMessageSchema>
