import { createEffect, createMemo, createSignal, on } from 'solid-js'
import { parseCommands } from '../../../../shared/chat/command-language.ts'
import type { PlanFacts } from '../../../../shared/chat/context.ts'
import { waitsForPerson } from '../../../../shared/dag/attention.ts'
import { readySet } from '../../../../shared/dag/frontier.ts'
import { allTemplates } from '../../../../shared/templates/find-template.ts'
import type { TemplateHead } from '../../../../shared/templates/template.ts'
import { readToken } from '../start/pairing.ts'
import type { AppState } from '../state/app-state.ts'
import { policyInForce } from '../workspace/policy-in-force.ts'
import type { BridgeModel, WorkspaceSource } from '../workspace/source.ts'
import type { Chat } from './chat.ts'
import { chatSettings } from './chat-settings.ts'
import { createConversation } from './conversation.ts'
import { openModel } from './open-model.ts'
import { createChat } from './orchestrator.ts'

/** What has to be asked for: the model behind the bridge, and the names of further agents and templates. */
function createInquiry(source: WorkspaceSource) {
  const [bridgeModel, setBridgeModel] = createSignal<BridgeModel>()
  const [aliases, setAliases] = createSignal<readonly string[]>([])
  const [own, setOwn] = createSignal<readonly TemplateHead[]>([])
  let asking: Promise<void> | undefined
  const ask = async (): Promise<void> => {
    const [model, names, templates] = await Promise.all([
      source.chatDesk?.model(),
      source.aliases(),
      source.templates(),
    ])
    if (model?.ok) setBridgeModel(model.value)
    if (names.ok) setAliases(names.value)
    if (templates.ok) setOwn(templates.value)
  }
  createEffect(
    on(
      () => source.connection().kind === 'online',
      (isOnline) => {
        if (isOnline) asking = ask()
      },
    ),
  )
  return { bridgeModel, aliases, own, isKnown: async () => asking }
}

/** The chat of an open workspace. Belongs to the reactive owner that it is made in. */
export function openChat(app: AppState): Chat {
  const { source } = app
  const { view, sequence, state } = source.workspace
  const { bridgeModel, aliases, own, isKnown } = createInquiry(source)
  const planFacts = (): PlanFacts | undefined => {
    const plan = sequence()
    return (
      plan && {
        sequence: plan,
        policy: policyInForce(source),
        // Asked now: what the app shows may be a moment late, and a model would take it for true.
        ready: readySet(plan).map(({ id }) => id),
        waiting: waitsForPerson(plan).map(({ id }) => id),
        templates: allTemplates(own()),
        aliases: aliases(),
      }
    )
  }
  return createChat({
    source,
    now: app.review.now,
    conversation: createConversation({
      // A panel that was open before a reload is there before the bridge has said whose plan it is.
      repoKey: createMemo(() => {
        const repo = state()?.repo
        return repo && `${source.kind} ${repo.path || repo.name}`
      }),
      storage: localStorage,
      events: window,
    }),
    settings: chatSettings(),
    planFacts,
    revision: createMemo(() => view.revision),
    bridgeModel,
    isKnown,
    bridgeWay: () => ({ answerer: 'bridge', token: readToken() ?? '', origin: location.origin }),
    openModel,
    readCommands: (text, facts) => parseCommands(text, facts.sequence, facts.templates),
    newMark: () => crypto.randomUUID().replaceAll('-', ''),
    newId: () => crypto.randomUUID(),
  })
}
