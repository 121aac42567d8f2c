import type { Applied, RawAction } from '../../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import type { ApplyOptions, ChatDesk, WorkspaceSource } from '../workspace/source.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { readAuditText } from './audit-text.ts'
import { BridgeLink } from './bridge-link.ts'
import { bridgePlanHistory } from './bridge-plan-history.ts'
import { type LogCalls, LogFollower, placeKey } from './log-follower.ts'

/** The id of the person's confirmation for exactly the proposal that was shown; none when none is needed. */
async function grantConfirmation(
  link: BridgeLink,
  { confirmed }: ApplyOptions,
): Promise<Result<string | undefined>> {
  if (!confirmed) return ok(undefined)
  const { hash, verdict } = confirmed
  const first = await link.call('confirmation.grant', { hash })
  if (!first.ok || verdict.confirmation !== 'double') return mapResult(first, ({ id }) => id)
  return mapResult(await link.call('confirmation.grant', { hash }), ({ id }) => id)
}

async function applyThere(
  link: BridgeLink,
  actions: readonly RawAction[],
  options: ApplyOptions,
): Promise<Result<Applied>> {
  const confirmation = await grantConfirmation(link, options)
  if (!confirmation.ok) return confirmation
  const { baseRevision, asker } = options
  return link.call('actions.apply', {
    actions: [...actions],
    ...(baseRevision === undefined ? {} : { baseRevision }),
    ...(asker === undefined ? {} : { asker }),
    ...(confirmation.value === undefined ? {} : { confirm: [confirmation.value] }),
  })
}

function chatDeskOf(link: BridgeLink): ChatDesk {
  const record = (event: 'proposed' | 'discarded') => (actions: readonly RawAction[]) =>
    link.call('chat.record', { event, actions: [...actions] })
  return {
    model: () => link.call('chat.info', {}),
    proposed: record('proposed'),
    discarded: record('discarded'),
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function followLogs(link: () => BridgeLink) {
  const followers = new Map<string, LogFollower>()
  const calls: LogCalls = {
    follow: (place, offset) => link().call('log.follow', { ...place, offset }),
    read: (place, offset) => link().call('log.read', { ...place, offset }),
    unfollow: (place) => void link().call('log.unfollow', place),
  }
  const follow: WorkspaceSource['followLog'] = (place, listener) => {
    const key = placeKey(place)
    const follower = new LogFollower(place, calls, listener)
    followers.set(key, follower)
    void follower.resume()
    return () => {
      if (followers.get(key) === follower) followers.delete(key)
      follower.end()
    }
  }
  return { followers, follow }
}

/** A workspace behind a bridge. `onUnauthorized` is told when the bridge wants this browser paired anew. */
export function openBridgeSource(
  token: string,
  onUnauthorized: (sentence: string) => void,
): WorkspaceSource {
  const workspace = createWorkspace()
  const { followers, follow } = followLogs(() => link)
  const link: BridgeLink = new BridgeLink(token, {
    show: workspace.show,
    output: (chunk) => followers.get(placeKey(chunk))?.receive(chunk),
    online: () => {
      for (const follower of followers.values()) void follower.resume()
    },
    unauthorized: onUnauthorized,
  })
  return {
    kind: 'bridge',
    capabilities: { run: true, edit: true },
    workspace,
    connection: link.connection,
    propose: (actions, options) =>
      link.call('actions.validate', { actions: [...actions], ...options }),
    apply: (actions, options) => applyThere(link, actions, options),
    history: () => link.call('history.get', {}),
    moveHistory: (move, record) =>
      link.call(`history.${move}`, record === undefined ? {} : { record }),
    prompt: (stepId) => link.call('prompt.get', { stepId }),
    aliases: () => link.call('agents.list', {}),
    templates: () => link.call('template.list', {}),
    attempts: (stepId) => link.call('attempt.list', { stepId }),
    readLog: (place, offset) => link.call('log.read', { ...place, offset }),
    followLog: follow,
    attemptDiff: (place) => link.call('attempt.diff', place),
    attemptSummary: (place) => link.call('attempt.summary', place),
    attemptFiles: (place) => link.call('attempt.artifacts', place),
    attemptFile: async (place, name, offset) =>
      mapResult(
        await link.call('attempt.artifact', { ...place, name, offset }),
        ({ base64, bytes, nextOffset }) => ({ piece: fromBase64(base64), size: bytes, nextOffset }),
      ),
    runs: () => link.call('run.list', {}),
    metrics: () => link.call('metrics.get', {}),
    auditText: () => readAuditText(link),
    audit: (before) => link.call('audit.list', before === undefined ? {} : { before }),
    screen: async () => mapResult(await link.call('session.screen', {}), ({ rows }) => rows),
    planHistory: bridgePlanHistory(link),
    selectPane: async (stepId) =>
      mapResult(
        await link.call('session.select', stepId === undefined ? {} : { stepId }),
        () => undefined,
      ),
    chatDesk: chatDeskOf(link),
    questions: {
      list: () => link.call('confirmation.list', {}),
      allow: async (id) =>
        mapResult(await link.call('confirmation.answer', { id }), ({ missing }) => missing),
      refuse: async (id) =>
        mapResult(await link.call('confirmation.refuse', { id }), () => undefined),
    },
    reconnect: async () => link.tryNow(),
    close: () => {
      for (const follower of followers.values()) follower.end()
      followers.clear()
      link.close()
    },
  }
}
