import type {
  CallToolResult,
  McpServer,
  StandardSchemaWithJSON,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { actionJsonSchema } from '../../shared/actions/registry.ts'
import type { UntrustedText } from '../../shared/chat/untrusted.ts'
import type { Proposal } from '../../shared/commit/proposal.ts'
import { fail } from '../../shared/failure.ts'
import { ActionsSchema, type RawAction } from '../../shared/protocol/methods.ts'
import type { DoorChange } from '../../shared/protocol/step-door.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import { performEffects } from '../scheduler/perform.ts'
import { type ToolAnswer, toolResult } from './answers.ts'
import type { McpParts } from './parts.ts'
import { type HeldProposal, Proposals } from './proposals.ts'

/** How often a proposal is applied anew when another writer came first and left it as it was. */
const MAX_TRIES = 5

const ProposeSchema = z.strictObject({ actions: ActionsSchema })
const ApplySchema = z.strictObject({
  token: z.string().max(200).describe('The token that propose_actions gave'),
  confirmation: z
    .string()
    .max(64)
    .describe('Id of the confirmation, after a person has granted it')
    .optional(),
})

/** What the model is told to send: every action with its own parameters. Checking is the engine's own part. */
function proposeInput(): StandardSchemaWithJSON<z.infer<typeof ProposeSchema>> {
  const json = {
    type: 'object',
    properties: {
      actions: {
        type: 'array',
        minItems: 1,
        maxItems: 1000,
        description: 'Actions in the order in which they are to happen; all of them or none.',
        items: actionJsonSchema(),
      },
    },
    required: ['actions'],
    additionalProperties: false,
  }
  const jsonSchema = { input: () => json, output: () => json }
  return { '~standard': { ...ProposeSchema['~standard'], jsonSchema } }
}

function diffText(diff: string): readonly UntrustedText[] {
  return diff === '' ? [] : [{ source: 'diff of .threados/sequence.yaml', text: diff }]
}

function nextStep(proposal: Proposal): string {
  const { allowed, confirmation, reason } = proposal.verdict
  if (!allowed) return `The policy denies this: ${reason}`
  if (confirmation === 'none') return 'Call apply_proposal with this token.'
  const times = confirmation === 'double' ? 'twice' : 'once'
  return `Call apply_proposal with this token; the answer says how a person confirms it (${times}).`
}

function proposalAnswer(proposal: Proposal, held: HeldProposal): ToolAnswer {
  const { items, baseRevision, revision, prompts, notes, verdict, hash } = proposal
  return {
    data: {
      token: held.token,
      expiresAt: new Date(held.expiresAt).toISOString(),
      verdict,
      actions: items.map(({ description, command, destructive, reversible }) => ({
        description,
        command,
        destructive,
        reversible,
      })),
      prompts,
      notes,
      baseRevision,
      revision,
      hash,
      next: nextStep(proposal),
    },
    untrusted: diffText(proposal.diff),
  }
}

/** Applies actions for the orchestrator and carries out what they set going. */
export async function applyActions(
  parts: McpParts,
  request: {
    readonly actions: readonly RawAction[]
    readonly confirmation?: string | undefined
    readonly baseRevision?: string | undefined
  },
): Promise<Result<ToolAnswer>> {
  const { door, runtime, caller } = parts
  const { actions, confirmation, baseRevision } = request
  const confirm = confirmation === undefined ? [] : [confirmation]
  const through = await parts.stepDoor?.apply({ actions: [...actions], confirm, baseRevision })
  if (through) return mapResult(through, changeAnswer)
  const applied = await door.apply({ actions, caller, confirm, baseRevision })
  if (!applied.ok) return applied
  const performed = await performEffects(runtime, door, applied.value, caller)
  if (!performed.ok) return performed
  runtime.wake()
  const { runId, started, plan, notes = [] } = performed.value
  if (runId !== undefined) parts.runs.add(runId)
  const { proposal, revision } = applied.value
  return ok(
    changeAnswer({ proposal, revision, runId, plan, started: [...started], notes: [...notes] }),
  )
}

function changeAnswer(change: DoorChange): ToolAnswer {
  const { proposal, revision, notes, started, runId, plan } = change
  return {
    data: {
      revision,
      notes: [...proposal.notes, ...notes],
      started,
      ...(runId === undefined ? {} : { runId }),
      ...(plan === undefined ? {} : { plan }),
    },
    untrusted: diffText(proposal.diff),
  }
}

/** What actions would do, as those see it who decide. */
async function proposeActions(
  { door, caller, stepDoor }: McpParts,
  actions: readonly RawAction[],
): Promise<Result<Proposal>> {
  return stepDoor ? stepDoor.propose({ actions: [...actions] }) : door.propose({ actions, caller })
}

/** Applies a held proposal as long as it still means what was shown; another writer's commit may come between. */
async function applyHeld(
  parts: McpParts,
  held: HeldProposal,
  confirmation: string | undefined,
): Promise<Result<ToolAnswer>> {
  for (let tries = 1; ; tries += 1) {
    const now = await proposeActions(parts, held.actions)
    if (!now.ok) return now
    if (now.value.hash !== held.hash) {
      return fail('CONFLICT', 'The plan has changed where this proposal touches it.', {
        hint: 'Read the status again and call propose_actions anew.',
        details: { revision: now.value.baseRevision },
      })
    }
    const { baseRevision } = now.value
    const { actions } = held
    const applied = await applyActions(parts, { actions, confirmation, baseRevision })
    const cameFirst = !applied.ok && applied.failure.code === 'CONFLICT'
    if (!cameFirst || tries === MAX_TRIES) return applied
  }
}

async function applyProposal(
  parts: McpParts,
  proposals: Proposals,
  { token, confirmation }: z.infer<typeof ApplySchema>,
): Promise<Result<ToolAnswer>> {
  const held = proposals.take(token)
  if (!held.ok) return held
  let applied: Result<ToolAnswer> | undefined
  try {
    applied = await applyHeld(parts, held.value, confirmation)
    return applied
  } finally {
    held.value.state = applied?.ok ? 'applied' : 'open'
  }
}

/** The two tools that change the plan: first look, then apply exactly what was shown. */
export function registerChangeTools(server: McpServer, parts: McpParts): void {
  const proposals = new Proposals()
  server.registerTool(
    'propose_actions',
    {
      title: 'Propose actions',
      description:
        "Shows what actions would do: diff, commands, the policy's verdict, and a token for apply_proposal. Changes nothing.",
      inputSchema: proposeInput(),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ actions }): Promise<CallToolResult> => {
      const proposal = await proposeActions(parts, actions)
      if (!proposal.ok) return toolResult(proposal)
      const held = proposals.hold(actions, proposal.value)
      return toolResult(ok(proposalAnswer(proposal.value, held)))
    },
  )
  server.registerTool(
    'apply_proposal',
    {
      title: 'Apply proposal',
      description:
        'Applies a proposal by its token, all of its actions or none. When a person must confirm it, the answer carries the id of the confirmation and how a person grants it; then call this again with that id.',
      inputSchema: ApplySchema,
      annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
    },
    async (input) => toolResult(await applyProposal(parts, proposals, input)),
  )
}
