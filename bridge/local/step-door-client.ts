import { request } from 'node:http'
import { z } from 'zod'
import { type Proposal, ProposalSchema } from '../../shared/commit/proposal.ts'
import { type Failure, fail } from '../../shared/failure.ts'
import { FailureSchema, type RunState, RunStateSchema } from '../../shared/protocol/state.ts'
import {
  type DoorCall,
  type DoorChange,
  DoorChangeSchema,
  type PolicyInForce,
  PolicyInForceSchema,
} from '../../shared/protocol/step-door.ts'
import { DOOR_TOKEN_VARIABLE, DOOR_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'

const ENVELOPE = z.union([
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), failure: FailureSchema }),
])

type Change = Omit<Extract<DoorCall, { call: 'apply' }>, 'call'>

/** The way from inside an orchestrator's step, also out of its sandbox, to the plan. */
export interface StepDoor {
  propose(change: Omit<Change, 'confirm'>): Promise<Result<Proposal>>
  /** Applies actions and sets going what follows from them. */
  apply(change: Change): Promise<Result<DoorChange>>
  /** Resolves when none of the steps runs or may still start by itself. */
  settled(ids: readonly string[], timeoutMs?: number): Promise<Result<undefined>>
  /** Resolves when a run that began through this door has ended. */
  finished(runId: string): Promise<Result<RunState>>
  /** The policy in force. */
  policy(): Promise<Result<PolicyInForce>>
}

function unreachable(cause: string): Result<never> {
  return fail('RUNTIME_UNAVAILABLE', `The door of this step does not answer: ${cause}`, {
    hint: 'It is open only while the attempt runs that it was made for.',
  })
}

function post(socket: string, token: string, call: DoorCall): Promise<Result<string>> {
  return new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const sent = request({ socketPath: socket, path: '/', method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () => resolve(ok(Buffer.concat(chunks).toString('utf8'))))
      answer.once('error', (cause) => resolve(unreachable(cause.message)))
    })
    sent.once('error', (cause) => resolve(unreachable(cause.message)))
    sent.end(JSON.stringify(call))
  })
}

function parseAnswer<T>(text: string, schema: z.ZodType<T>): Result<T> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return unreachable('its answer is no JSON.')
  }
  const envelope = ENVELOPE.safeParse(value)
  if (!envelope.success) return unreachable('its answer is not understood.')
  if (!envelope.data.ok) return { ok: false, failure: envelope.data.failure as Failure }
  const checked = schema.safeParse(envelope.data.value)
  return checked.success ? ok(checked.data) : unreachable('its answer is not understood.')
}

/** The door of the step that this process belongs to; undefined outside of an orchestrator's step. */
export function findStepDoor(env: NodeJS.ProcessEnv): StepDoor | undefined {
  const socket = env[DOOR_VARIABLE]
  const token = env[DOOR_TOKEN_VARIABLE]
  if (!socket || !token) return undefined
  const ask = async <T>(call: DoorCall, schema: z.ZodType<T>): Promise<Result<T>> => {
    const text = await post(socket, token, call)
    return text.ok ? parseAnswer(text.value, schema) : text
  }
  return {
    propose: (change) => ask({ call: 'propose', ...change }, ProposalSchema),
    apply: (change) => ask({ call: 'apply', ...change }, DoorChangeSchema),
    settled: async (ids, timeoutMs) => {
      const call: DoorCall = { call: 'settled', ids: [...ids], timeoutMs }
      return mapResult(await ask(call, z.unknown()), () => undefined)
    },
    finished: (runId) => ask({ call: 'finished', runId }, RunStateSchema),
    policy: () => ask({ call: 'policy' }, PolicyInForceSchema),
  }
}
