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

/** What has to be asked for: the model behind the bridge, further agents and templates, and which folder this is. */
function createInquiry(source: WorkspaceSource) {
  const [bridgeModel, setBridgeModel] = createSignal<BridgeModel>()
  const [aliases, setAliases] = createSignal<readonly string[]>([])
  const [own, setOwn] = createSignal<readonly TemplateHead[]>([])
  const [identity, setIdentity] = createSignal<string>()
  let asking: Promise<void> | undefined
  const ask = async (): Promise<void> => {
    const [model, names, templates, found] = await Promise.all([
      source.chatDesk?.model(),
      source.aliases(),
      source.templates(),
      source.identity?.(),
    ])
    if (model?.ok) setBridgeModel(model.value)
    if (names.ok) setAliases(names.value)
    if (templates.ok) setOwn(templates.value)
    if (found?.ok) setIdentity(found.value)
  }
  createEffect(
    on(
      () => source.connection().kind === 'online',
      (isOnline) => {
        if (isOnline) asking = ask()
      },
    ),
  )
  return { bridgeModel, aliases, own, identity, isKnown: async () => asking }
}

/** The chat of an open workspace. Belongs to the reactive owner that it is made in. */
export function openChat(app: AppState): Chat {
  const { source } = app
  const { view, sequence, state } = source.workspace
  const { bridgeModel, aliases, own, identity, isKnown } = createInquiry(source)
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
        // Folders of one name must not share what was said about one of them.
        const place = source.identity ? identity() : repo?.path || repo?.name
        return repo && place && `${source.kind} ${place}`
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
