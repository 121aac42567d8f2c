import { z } from 'zod'
import { FailureSchema } from '../../../shared/protocol/state.ts'
import { MAX_SLOTS } from '../config.ts'

/** What a session's host is told at its start, in a file of its private folder. */
export const HostOptionsSchema = z.strictObject({
  /** `.threados/state` of the workspace, absolute. */
  stateFolder: z.string().min(1),
  /** The host's private folder. */
  runtimeFolder: z.string().min(1),
  /** The mprocs binary. */
  binary: z.string().min(1),
  /** Program and arguments that start the runner. */
  runnerCommand: z.array(z.string().min(1)).min(1),
  /** Where mprocs is to open its control port. */
  server: z.strictObject({ host: z.string(), port: z.int() }).optional(),
  slots: z.int().min(1).max(MAX_SLOTS),
  /** How long mprocs may take until it is ready. */
  readyMs: z.int().min(1),
  /** Pause between two questions whether mprocs still obeys. */
  healthMs: z.int().min(1),
  /** How long it may take to show that it does. */
  healthPatienceMs: z.int().min(1),
  /** How long the host stays without a client and without an attempt. */
  idleMs: z.int().min(1),
})
export type HostOptions = z.infer<typeof HostOptionsSchema>

/** The one line that a host prints: it is ready, another one hosts the workspace already, or what went wrong. */
export const HostOutcomeSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('ready') }),
  z.strictObject({ outcome: z.literal('claimed') }),
  z.strictObject({ outcome: z.literal('failed'), failure: FailureSchema }),
])
export type HostOutcome = z.infer<typeof HostOutcomeSchema>
