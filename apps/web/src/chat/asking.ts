import type { Accessor } from 'solid-js'
import { unwrap } from 'solid-js/store'
import { attachmentText } from '../../../../shared/chat/attachments.ts'
import { type PlanFacts, planText, systemText } from '../../../../shared/chat/context.ts'
import { chatTools } from '../../../../shared/chat/tools.ts'
import type { BridgeModel } from '../workspace/source.ts'
import type { Answerer, ChatAttachment } from './chat.ts'
import { type ChatSettings, DEFAULT_MODEL } from './chat-settings.ts'
import type { Conversation } from './conversation.ts'
import type { ModelClient, ModelWay } from './model-client.ts'
import { messagesOf, type PlacedPlan, placePlan } from './model-messages.ts'
import { runModelTurn, type TurnParts } from './turn.ts'

/** Which models there are, and how they are reached. */
export interface AskingParts {
  readonly settings: ChatSettings
  /** The model behind the bridge, as far as it is known. */
  readonly bridgeModel: Accessor<BridgeModel | undefined>
  /** Resolves when what had to be asked for is known, or can't be. */
  readonly isKnown: () => Promise<void>
  /** How the bridge that serves the page is asked. */
  readonly bridgeWay: () => Extract<ModelWay, { answerer: 'bridge' }>
  readonly openModel: (way: ModelWay) => Promise<ModelClient>
  /** A random mark for fences: nobody can know it beforehand. */
  readonly newMark: () => string
}

/** What a model is asked with beyond the words. Lives in this page alone: marks and logs must not lie around. */
export interface Asking {
  readonly attach: (
    turn: string,
    parts: readonly ChatAttachment[],
    redact: PlanFacts['policy']['redact'],
  ) => void
  readonly ask: (turn: string, facts: PlanFacts, signal: AbortSignal) => Promise<void>
  readonly forget: () => void
}

/** Who answers by the settings and by what there is. */
export function answererOf({ settings, bridgeModel }: AskingParts): Answerer {
  const way = settings.way()
  if (way === 'off') return 'commands'
  if (way !== 'auto') return way
  // Who has entered a key of their own wants it to be used.
  if (settings.key() !== '') return 'key'
  return bridgeModel()?.available === true ? 'bridge' : 'commands'
}

/** The model that is asked. */
export function modelOf(parts: AskingParts): string {
  const chosen = parts.settings.model()
  if (answererOf(parts) !== 'bridge' || chosen !== DEFAULT_MODEL) return chosen
  // The bridge's environment names a model for those who have chosen none.
  return parts.bridgeModel()?.model ?? chosen
}

function wayOf(parts: AskingParts): ModelWay {
  if (answererOf(parts) === 'bridge') return parts.bridgeWay()
  const { key, baseUrl } = parts.settings
  return { answerer: 'key', key: key(), baseUrl: baseUrl() }
}

/** Asks models about a conversation. */
export function createAsking(
  parts: AskingParts,
  conversation: Conversation,
  turnParts: TurnParts,
): Asking {
  const attached = new Map<string, string>()
  let mark = parts.newMark()
  let plan: PlacedPlan | undefined
  const entries = () => unwrap(conversation.entries())
  const attachedTo = (turn: string) => attached.get(turn)
  return {
    attach: (turn, texts, redact) => void attached.set(turn, attachmentText(texts, mark, redact)),
    ask: async (turn, facts, signal) => {
      const model = modelOf(parts)
      const client = await parts.openModel(wayOf(parts))
      if (signal.aborted) return
      const placed = placePlan(entries(), attachedTo, plan, { turn, text: planText(facts, mark) })
      plan = placed
      const rest = { plan: placed, attached: attachedTo, mark }
      await runModelTurn(turnParts, {
        turn,
        client,
        model,
        signal,
        // Tools come before the system text: this one mark lets both come from the cache.
        system: [{ type: 'text', text: systemText(), cache_control: { type: 'ephemeral' } }],
        tools: chatTools(facts.policy).map((tool) => ({ ...tool })),
        messages: () => messagesOf(entries(), rest),
      })
    },
    forget: () => {
      attached.clear()
      plan = undefined
      mark = parts.newMark()
    },
  }
}
