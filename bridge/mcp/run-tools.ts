import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import { NodeIdSchema } from '../../shared/schema/ids.ts'
import type { StepStatus } from '../../shared/schema/step.ts'
import { type ToolAnswer, toolResult } from './answers.ts'
import { applyActions } from './change-tools.ts'
import type { McpParts } from './parts.ts'

/** How long `wait` waits unless told, and at most, in milliseconds. Clients give up on a call after a minute. */
const WAIT_MS = 30_000
const MAX_WAIT_MS = 600_000
/** How often is looked when no event comes, in milliseconds. */
const LOOK_EVERY_MS = 500

const confirmation = z
  .string()
  .max(64)
  .describe('Id of the confirmation, after a person has granted it')
  .optional()

const RunSchema = z.strictObject({
  what: z
    .enum(['steps', 'group', 'runnable', 'all'])
    .describe('Named steps, one group, what is ready now, or everything until nothing can run'),
  ids: z.array(NodeIdSchema).min(1).max(1000).describe('The steps; or the one group').optional(),
  confirmation,
})

const StopSchema = z.strictObject({ id: NodeIdSchema.describe('The running step'), confirmation })

const WaitSchema = z.strictObject({
  ids: z
    .array(NodeIdSchema)
    .min(1)
    .max(1000)
    .describe('Steps to wait for; all that run when absent')
    .optional(),
  timeout_ms: z
    .int()
    .min(0)
    .max(MAX_WAIT_MS)
    .describe(`Longest wait in milliseconds; ${WAIT_MS} unless given`)
    .optional(),
})

function runAction({ what, ids }: z.infer<typeof RunSchema>): Result<RawAction> {
  if (what === 'runnable' || what === 'all') return ok({ action: `run.${what}` })
  if (ids === undefined) return fail('INVALID_PARAMETERS', `Which ${what}? Name them in ids.`)
  if (what === 'steps') return ok({ action: 'run.step', ids })
  return ids.length === 1
    ? ok({ action: 'run.group', groupId: ids[0] })
    : fail('INVALID_PARAMETERS', 'A run of a group takes the id of one group.')
}

interface StepState {
  readonly id: string
  readonly status: StepStatus
}

/** Where these steps stand; all that run when none are named. */
function statesOf(parts: McpParts, ids?: readonly string[]): Result<StepState[]> {
  const now = parts.door.read()
  if (!now.ok) return now
  const all = now.value.sequence.steps.map((step) => ({ id: step.id, status: stepStatus(step) }))
  if (ids === undefined) return ok(all.filter(({ status }) => status === 'RUNNING'))
  const unknown = ids.find((id) => !all.some((step) => step.id === id))
  return unknown === undefined
    ? ok(all.filter(({ id }) => ids.includes(id)))
    : fail('STEP_NOT_FOUND', `There is no step "${unknown}".`, { details: { id: unknown } })
}

/** Resolves when none of the steps runs any more, the time is over, or the client has lost interest. */
function untilQuiet(
  parts: McpParts,
  ids: readonly string[],
  until: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearInterval(clock)
      clearTimeout(end)
      remove()
      resolve()
    }
    const look = () => {
      const states = statesOf(parts, ids)
      if (!states.ok || states.value.every(({ status }) => status !== 'RUNNING')) finish()
    }
    const clock = setInterval(look, LOOK_EVERY_MS)
    const end = setTimeout(finish, until.timeoutMs)
    const remove = parts.runtime.on(look)
    until.signal.addEventListener('abort', finish, { once: true })
    look()
  })
}

async function wait(
  parts: McpParts,
  input: z.infer<typeof WaitSchema>,
  signal: AbortSignal,
): Promise<Result<ToolAnswer>> {
  const wanted = statesOf(parts, input.ids)
  if (!wanted.ok) return wanted
  const ids = wanted.value.map(({ id }) => id)
  if (!parts.stepDoor) {
    parts.runtime.watch()
    const advanced = await parts.runtime.advance()
    if (!advanced.ok) return advanced
  }
  await untilQuiet(parts, ids, { timeoutMs: input.timeout_ms ?? WAIT_MS, signal })
  const after = statesOf(parts, ids)
  if (!after.ok) return after
  const timedOut = after.value.some(({ status }) => status === 'RUNNING')
  return ok({ data: { timedOut, steps: after.value } })
}

/** Tools that start, stop and wait for work. */
export function registerRunTools(server: McpServer, parts: McpParts): void {
  server.registerTool(
    'run',
    {
      title: 'Run steps',
      description:
        'Starts steps and answers when they have begun; wait for them with the tool wait. When a person must confirm it, the answer says how; then call this again with the id.',
      inputSchema: RunSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
    },
    async (input) => {
      const action = runAction(input)
      if (!action.ok) return toolResult(action)
      const request = { actions: [action.value], confirmation: input.confirmation }
      return toolResult(await applyActions(parts, request))
    },
  )
  server.registerTool(
    'stop',
    {
      title: 'Stop step',
      description: 'Stops the running attempt of a step with its whole tree of processes.',
      inputSchema: StopSchema,
      annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
    },
    async ({ id, confirmation: confirmed }) => {
      const actions = [{ action: 'step.stop', id }]
      return toolResult(await applyActions(parts, { actions, confirmation: confirmed }))
    },
  )
  server.registerTool(
    'wait',
    {
      title: 'Wait for steps',
      description: 'Waits until steps no longer run, and tells where they stand. Changes nothing.',
      inputSchema: WaitSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async (input, context) => toolResult(await wait(parts, input, context.mcpReq.signal)),
  )
}
