import type { MessageParam, TextBlockParam, Tool } from '@anthropic-ai/sdk/resources/messages'
import { actionOfTool } from '../../../../shared/chat/tools.ts'
import type { Failure, FailureCode } from '../../../../shared/failure.ts'
import { fail } from '../../../../shared/failure.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import type { Cards, Proposed } from './cards.ts'
import type { ChatState, ChatTrouble, SaidBlock, ToolCall } from './chat.ts'
import type { Conversation } from './conversation.ts'
import type { ModelClient, StopReason } from './model-client.ts'

/** How often the model may correct a proposal before people see that it was refused. */
const ROUNDS = 3

const STOPPED = 'Stopped.'

/** Why an answer is not whole; nothing for those that are. */
const CUT: Readonly<Partial<Record<StopReason, string>>> = {
  max_tokens: 'The answer was cut at its greatest length. Nothing of it is proposed; ask for less.',
  refusal: 'The model declined to go on with this.',
  pause_turn: 'The model paused in the middle of its answer. Ask it to go on.',
  model_context_window_exceeded:
    'The conversation does not fit into the model any more. Clear it and ask anew.',
}

/** Failures of a dry run that no other proposal would mend: people are told, and the model is not asked again. */
const NOT_THE_MODELS: ReadonlySet<FailureCode> = new Set([
  'INTERNAL',
  'IO',
  'TIMEOUT',
  'LOCKED',
  'BRIDGE_UNREACHABLE',
  'UNAUTHORIZED',
  'FORBIDDEN_ORIGIN',
  'TOO_MANY_REQUESTS',
  'NOT_A_WORKSPACE',
  'INVALID_POLICY',
  'INVALID_STATE',
  'INVALID_AUDIT',
  'INTERRUPTED',
])

/** What a turn works with. */
export interface TurnParts {
  readonly conversation: Conversation
  readonly cards: Pick<Cards, 'dryRun' | 'show'>
  readonly setState: (state: ChatState) => void
  readonly newId: () => string
}

/** A turn that a model answers. */
export interface ModelTurn {
  readonly turn: string
  readonly client: ModelClient
  readonly model: string
  readonly system: readonly TextBlockParam[]
  readonly tools: readonly Tool[]
  /** The conversation as it is by now. */
  readonly messages: () => readonly MessageParam[]
  readonly signal: AbortSignal
}

type Step = 'end' | 'again'

function troubleOfFailure({ message, hint }: Failure): ChatTrouble {
  return { kind: 'setup', sentence: message, wayOut: hint ?? 'Try again.' }
}

/** The actions that the calls of one answer ask for, in their order. */
function actionsOf(calls: readonly ToolCall[]): Result<readonly RawAction[]> {
  const actions: RawAction[] = []
  for (const { name, input } of calls) {
    const action = actionOfTool(name, input)
    if (!action) return fail('USAGE', `There is no tool "${name}".`)
    actions.push(action)
  }
  return ok(actions)
}

function textOf(blocks: readonly SaidBlock[]): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n')
}

/** Puts trouble into the conversation. */
export function tellTrouble(parts: TurnParts, turn: string, trouble: ChatTrouble): void {
  parts.conversation.add({ kind: 'trouble', id: parts.newId(), turn, trouble })
}

/**
 * Tries out what was asked for and shows the card, or tells why there is none. `again` when that was refused and a
 * round is left.
 */
async function check(
  parts: TurnParts,
  turn: string,
  asked: Result<readonly RawAction[]>,
  place: { readonly round: number; readonly rounds: number; readonly signal: AbortSignal },
): Promise<Step> {
  const { conversation, cards, newId } = parts
  parts.setState('checking')
  const proposed = asked.ok ? await proposedBy(cards, asked.value) : asked
  if (place.signal.aborted) return 'end'
  if (proposed.ok) {
    cards.show({ id: newId(), turn }, proposed.value)
    return 'end'
  }
  const { code, message, hint } = proposed.failure
  if (NOT_THE_MODELS.has(code)) {
    tellTrouble(parts, turn, troubleOfFailure(proposed.failure))
    return 'end'
  }
  const { round, rounds } = place
  const isFinal = round === rounds
  conversation.add({
    kind: 'refused',
    id: newId(),
    turn,
    round,
    rounds,
    code,
    reason: message,
    hint,
    isFinal,
  })
  return isFinal ? 'end' : 'again'
}

async function proposedBy(
  cards: Pick<Cards, 'dryRun'>,
  actions: readonly RawAction[],
): Promise<Result<Proposed>> {
  const proposal = await cards.dryRun(actions)
  return proposal.ok ? ok({ actions, proposal: proposal.value }) : proposal
}

/** One answer of the model, and what comes of its calls. */
async function runRound(parts: TurnParts, asked: ModelTurn, round: number): Promise<Step> {
  const { conversation } = parts
  const { turn, client, model, system, tools, signal } = asked
  const id = parts.newId()
  parts.setState('thinking')
  const messages = asked.messages()
  conversation.add({ kind: 'assistant', id, turn, text: '', isStreaming: true, said: [] })
  const said = () => {
    const entry = conversation.find(id)
    return entry?.kind === 'assistant' ? entry.text : ''
  }
  /** What came of a broken off answer stays as words: half a call is none. */
  const breakOff = (note: string) => {
    const text = said()
    const half: SaidBlock[] = text.trim() === '' ? [] : [{ type: 'text', text }]
    conversation.change(id, { isStreaming: false, note, said: half })
  }
  const outcome = await client.stream(
    { model, system, tools, messages },
    (piece) => conversation.append(id, piece),
    signal,
  )
  // Not there any more: the conversation was cleared, and its tokens with it.
  if (!conversation.find(id)) return 'end'
  conversation.count(outcome.tokens)
  if (outcome.kind === 'stopped' || signal.aborted) {
    breakOff(STOPPED)
    return 'end'
  }
  if (outcome.kind === 'trouble') {
    if (said().trim() === '') conversation.remove((entry) => entry.id === id)
    else breakOff('This answer broke off.')
    tellTrouble(parts, turn, outcome.trouble)
    return 'end'
  }
  const note = CUT[outcome.stopReason]
  const blocks = outcome.blocks
  const text = textOf(blocks)
  if (note !== undefined) {
    conversation.change(id, { text })
    breakOff(note)
    return 'end'
  }
  const calls = blocks.filter((block) => block.type === 'tool_use')
  const isSilent = calls.length === 0 && text.trim() === ''
  conversation.change(id, {
    text,
    isStreaming: false,
    said: blocks,
    ...(isSilent ? { note: 'The model said nothing.' } : {}),
  })
  if (calls.length === 0) return 'end'
  const step = await check(parts, turn, actionsOf(calls), { round, rounds: ROUNDS, signal })
  if (signal.aborted) conversation.change(id, { note: STOPPED })
  return step
}

/** Lets the model answer, and correct a proposal that can't be made, until people have something to look at. */
export async function runModelTurn(parts: TurnParts, asked: ModelTurn): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    if ((await runRound(parts, asked, round)) === 'end') return
  }
}

/** Answers without a model: what the command language read goes the same way as a model's proposal. */
export async function runCommandTurn(
  parts: TurnParts,
  turn: string,
  read: Result<readonly RawAction[]>,
  signal: AbortSignal,
): Promise<void> {
  await check(parts, turn, read, { round: 1, rounds: 1, signal })
}
