import { createRoot, createSignal } from 'solid-js'
import type { Chat, ChatEntry, ProposalEntry } from '../../apps/web/src/chat/chat.ts'
import { createChatSettings } from '../../apps/web/src/chat/chat-settings.ts'
import { createConversation } from '../../apps/web/src/chat/conversation.ts'
import { openModel } from '../../apps/web/src/chat/open-model.ts'
import { type ChatParts, createChat } from '../../apps/web/src/chat/orchestrator.ts'
import { openDemoSource } from '../../apps/web/src/demo/demo-source.ts'
import { createReviewDesk } from '../../apps/web/src/state/review.ts'
import type { BridgeModel, WorkspaceSource } from '../../apps/web/src/workspace/source.ts'
import { readySet } from '../../shared/dag/frontier.ts'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok } from '../../shared/result.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'

/** A chat on the built-in demo, as the app makes one. */
export interface TestChat {
  readonly chat: Chat
  readonly source: WorkspaceSource
  /** What the audit log was told. */
  readonly recorded: readonly string[]
  readonly setBridge: (model: BridgeModel) => void
  readonly settings: ChatParts['settings']
  readonly card: () => ProposalEntry | undefined
  readonly kinds: () => readonly ChatEntry['kind'][]
  readonly nameOf: (id: string) => string | undefined
  readonly close: () => void
}

/** The part of the command language that the tests of the engine speak. */
function readCommands(text: string) {
  const [, id, name] = /^rename (\S+) to (.+)$/.exec(text) ?? []
  if (id === undefined || name === undefined) return fail('USAGE', `"${text}" is no command.`)
  return ok<readonly RawAction[]>([{ action: 'step.edit', id, name }])
}

let ids = 0

/** Opens a chat on the demo; a second one with the same source and storage is what a reload or another tab makes. */
export function openTestChat(
  options: {
    readonly source?: WorkspaceSource
    readonly events?: EventTarget
    readonly storage?: Storage
    readonly isKnown?: () => Promise<void>
  } = {},
): TestChat {
  return createRoot((close) => {
    const { events = new EventTarget(), storage = localStorage, isKnown = async () => {} } = options
    const recorded: string[] = []
    const record = (event: string) => async (actions: readonly RawAction[]) => {
      recorded.push(`${event} ${actions.map(({ action }) => action).join(' ')}`)
      return ok({})
    }
    const source: WorkspaceSource = options.source ?? {
      ...openDemoSource(),
      chatDesk: {
        model: async () => ok({ available: false }),
        proposed: record('proposed'),
        discarded: record('discarded'),
      },
    }
    const [bridgeModel, setBridge] = createSignal<BridgeModel>()
    const settings = createChatSettings()
    const { workspace } = source
    const chat = createChat({
      source,
      settings,
      bridgeModel,
      isKnown,
      conversation: createConversation({ repoKey: () => 'demo', storage, events }),
      planFacts: () => {
        const sequence = workspace.sequence()
        if (!sequence) return undefined
        const ready = readySet(sequence).map(({ id }) => id)
        return { sequence, policy: SAFE_DEFAULTS, ready, waiting: [], templates: [] }
      },
      revision: () => workspace.view.revision,
      bridgeWay: () => ({ answerer: 'bridge', token: 'token', origin: 'http://127.0.0.1:1' }),
      openModel,
      readCommands,
      now: createReviewDesk(source).now,
      newMark: () => `mark${++ids}marks`,
      newId: () => `id-${++ids}`,
    })
    const card = () => chat.entries().findLast((entry) => entry.kind === 'proposal')
    return {
      chat,
      source,
      recorded,
      setBridge: (model) => void setBridge(model),
      settings,
      card,
      kinds: () => chat.entries().map(({ kind }) => kind),
      nameOf: (id) => workspace.view.nodes[id]?.name,
      close,
    }
  })
}
