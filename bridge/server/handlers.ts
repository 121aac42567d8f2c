import { join } from 'node:path'
import type { z } from 'zod'
import { fail } from '../../shared/failure.ts'
import type { HistoryMove, HistoryMoved } from '../../shared/protocol/history.ts'
import { METHODS, type MethodName, type MethodResult } from '../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import { promptPathOf } from '../../shared/schema/defaults.ts'
import { normalizePath, SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import { listPlanCommits, readCommitted } from '../git/plan-history.ts'
import { listAudit } from '../local/audit-log.ts'
import { loadAgents } from '../local/load-agents.ts'
import { loadTemplates } from '../local/load-templates.ts'
import { readPrompt } from '../local/prompt-files.ts'
import { type ChatEvent, recordChat } from '../local/record-chat.ts'
import { refuseQuestion } from '../local/refuse-question.ts'
import { historyState, moveThroughHistory } from '../local/undo.ts'
import {
  listAttemptFiles,
  listRuns,
  readAttemptFile,
  readAttemptText,
  readAuditText,
  readFileText,
} from '../scheduler/attempt-files.ts'
import type { AttemptPlace } from '../scheduler/attempt-store.ts'
import { readLog } from '../scheduler/log-file.ts'
import { performEffects } from '../scheduler/perform.ts'
import { readMetrics } from '../scheduler/read-metrics.ts'
import type { Hub } from './hub.ts'
import type { ClientSession } from './session.ts'

/** How far back metrics look: more would keep others waiting. */
const METRICS_LIMITS = { runs: 500, entries: 5000 } as const

type Params<Name extends MethodName> = z.output<(typeof METHODS)[Name]['params']>

/** What a handler works with. */
export interface HandlerContext {
  readonly hub: Hub
  readonly session: ClientSession
}

type Handler<Name extends MethodName> = (
  params: Params<Name>,
  context: HandlerContext,
) => Promise<Result<MethodResult<Name>>> | Result<MethodResult<Name>>

type Handlers = { readonly [Name in MethodName]: Handler<Name> }

function placeOf(params: {
  runId: string
  stepId: string
  attempt?: number | undefined
}): AttemptPlace {
  return { runId: params.runId, stepId: params.stepId, attempt: params.attempt ?? 1 }
}

const applyActions: Handler<'actions.apply'> = async ({ asker, ...params }, { hub, session }) => {
  const { door, runtime } = hub.parts
  const caller = session.callerFor(asker)
  const applied = await door.apply({ ...params, caller })
  if (!applied.ok) return applied
  hub.publish({ type: 'audit.appended', data: applied.value.entry })
  const isAccepted = asker !== undefined && session.caller.actor === 'user'
  const accepted = isAccepted ? await record(hub, 'accepted', params.actions) : ok({})
  const unrecorded = accepted.ok ? [] : [`No record of your yes: ${accepted.failure.message}`]
  const performed = await performEffects(runtime, door, applied.value, caller)
  if (!performed.ok) return performed
  runtime.wake()
  const { proposal, revision } = applied.value
  const { runId, started, notes = [] } = performed.value
  return ok({
    revision,
    diff: proposal.diff,
    notes: [...proposal.notes, ...unrecorded, ...notes],
    started: [...started],
    ...(runId === undefined ? {} : { runId }),
  })
}

/** Puts what became of a proposal of the chat into the audit log, and tells all clients. */
async function record(
  hub: Hub,
  event: ChatEvent,
  actions: readonly unknown[],
): Promise<Result<Record<string, never>>> {
  const recorded = await recordChat(hub.parts.door.parts, event, actions)
  if (recorded.ok) hub.publish({ type: 'audit.appended', data: recorded.value })
  return mapResult(recorded, () => ({}))
}

const grantConfirmation: Handler<'confirmation.grant'> = (params, { hub, session }) => {
  if (session.caller.actor !== 'user') {
    return fail('DENIED', 'Only a person may confirm.')
  }
  const shown = session.shown(params.hash)
  if (!shown) {
    return fail('NOT_FOUND', 'This proposal was not shown here.', {
      hint: 'Look at the proposal again before you confirm it.',
    })
  }
  const { proposal, actor } = shown
  const { confirmation: level } = proposal.verdict
  if (level === 'none') return fail('INVALID_PARAMETERS', 'This proposal needs no confirmation.')
  const { confirmations, workspace } = hub.parts.door.parts
  const asked = confirmations.request({
    root: workspace.root,
    hash: proposal.hash,
    actor,
    covers: proposal.items.map((item) => item.description),
    level,
  })
  if (!asked.ok) return asked
  const granted = confirmations.grant(asked.value.id)
  return granted.ok ? ok({ id: granted.value.id }) : granted
}

/** A person's view of a question; who else looks sees none. */
const listQuestions: Handler<'confirmation.list'> = (_params, { hub, session }) => {
  const { confirmations, workspace } = hub.parts.door.parts
  if (session.caller.actor !== 'user') return fail('DENIED', 'Only a person may confirm.')
  const questions = confirmations.list(workspace.root)
  for (const { id } of questions) session.rememberQuestion(id)
  return ok(
    questions.map((question) => ({
      id: question.id,
      actor: question.actor,
      level: question.level,
      covers: [...question.covers],
      missing: confirmations.missing(question),
      ...(question.asker === undefined ? {} : { asker: question.asker }),
      ...(question.diff === undefined ? {} : { diff: question.diff }),
      expiresAt: new Date(question.expiresAt).toISOString(),
    })),
  )
}

/** Only a person answers, and only what that person was shown. */
function checkAnswer(id: string, session: ClientSession): Result<undefined> {
  if (session.caller.actor !== 'user') return fail('DENIED', 'Only a person may confirm.')
  if (session.wasAsked(id)) return ok(undefined)
  return fail('NOT_FOUND', 'This question was not shown here.', {
    hint: 'Look at the open questions before you answer one.',
  })
}

const refuse: Handler<'confirmation.refuse'> = async ({ id }, { hub, session }) => {
  const checked = checkAnswer(id, session)
  if (!checked.ok) return checked
  const refused = await refuseQuestion(hub.parts.door.parts, id)
  if (refused.ok) hub.publish({ type: 'audit.appended', data: refused.value })
  return mapResult(refused, () => ({}))
}

const answerQuestion: Handler<'confirmation.answer'> = ({ id }, { hub, session }) => {
  const checked = checkAnswer(id, session)
  if (!checked.ok) return checked
  const { confirmations } = hub.parts.door.parts
  const granted = confirmations.grant(id)
  return granted.ok ? ok({ missing: confirmations.missing(granted.value) }) : granted
}

/** Moves over one commit for a client and tells all of them. */
async function moveHistory(
  move: HistoryMove,
  { record }: Params<'history.undo'>,
  { hub, session }: HandlerContext,
): Promise<Result<HistoryMoved>> {
  const { door, runtime } = hub.parts
  const now = door.read()
  if (!now.ok) return now
  const { actor } = session.caller
  const caller = { actor, mode: now.value.policy.mode, expected: record }
  const moved = await moveThroughHistory(door.parts.workspace, move, caller)
  if (!moved.ok) return moved
  const { entry, ...answer } = moved.value
  hub.publish({ type: 'audit.appended', data: entry })
  runtime.wake()
  return ok(answer)
}

const getPrompt: Handler<'prompt.get'> = (params, { hub }) => {
  const { door } = hub.parts
  const now = door.read()
  if (!now.ok) return now
  const step = now.value.sequence.steps.find((candidate) => candidate.id === params.stepId)
  if (!step) return fail('STEP_NOT_FOUND', `There is no step "${params.stepId}".`)
  const path = promptPathOf(step)
  const text = readPrompt(door.parts.workspace.root, path)
  return text.ok ? ok({ path, text: text.value }) : text
}

function listTemplates(root: string): Result<MethodResult<'template.list'>> {
  return mapResult(loadTemplates(root), ({ templates }) =>
    templates.map(({ name, title, description, parameters }) => ({
      name,
      title,
      description,
      parameters: parameters.map(({ default: given, ...parameter }) => ({
        ...parameter,
        ...(given === undefined ? {} : { default: typeof given === 'object' ? [...given] : given }),
      })),
    })),
  )
}

const listAttempts: Handler<'attempt.list'> = (params, { hub }) => {
  const { store } = hub.parts.runtime
  const records: AttemptRecord[] = []
  for (const place of store.history(params.stepId)) {
    const record = store.read(place)
    if (!record.ok) return record
    if (record.value) records.push(record.value)
  }
  return ok(records)
}

const selectPane: Handler<'session.select'> = async ({ stepId }, { hub }) => {
  const { runtime } = hub.parts
  const place = stepId === undefined ? undefined : runtime.store.newest().get(stepId)
  if (stepId !== undefined && !place) {
    return fail('RUN_NOT_FOUND', `Step "${stepId}" has not run yet.`)
  }
  const host = runtime.session.status === 'ready' ? await runtime.host() : undefined
  if (host && !host.ok) return host
  if (!host?.value.select) {
    return fail('RUNTIME_UNAVAILABLE', 'There is no session with panes now.')
  }
  return mapResult(await host.value.select(place && runtime.store.folderOf(place)), () => ({}))
}

/** Whether the bridge can ask a model for a person; what is missing and how to mend it where it can't. */
const chatInfo: Handler<'chat.info'> = (_params, { hub, session }) => {
  if (session.caller.actor !== 'user') return fail('DENIED', 'Only a person may use the chat.')
  const { access, model } = hub.parts.provider
  const named = model === undefined ? {} : { model }
  if (access.ok) return ok({ available: true, ...named })
  const { message, hint } = access.failure
  return ok({ available: false, ...named, hint: [message, hint].filter(Boolean).join(' ') })
}

/** The handler of every method; a method without one does not compile. */
const HANDLERS: Handlers = {
  'session.open': (params, { hub }) => {
    const resumed = params.since !== undefined && hub.eventsSince(params.since) !== undefined
    return ok(resumed ? { resumed } : { resumed, state: hub.state() })
  },
  'sequence.get': (_params, { hub }) => ok(hub.state()),
  'actions.validate': ({ asker, ...params }, { hub, session }) => {
    const caller = session.callerFor(asker)
    const proposal = hub.parts.door.propose({ ...params, caller })
    if (proposal.ok) session.remember(proposal.value, caller.actor)
    return proposal
  },
  'actions.apply': applyActions,
  'chat.record': ({ event, actions }, { hub, session }) =>
    session.caller.actor === 'user'
      ? record(hub, event, actions)
      : fail('DENIED', "Only a person's app has a chat."),
  'confirmation.grant': grantConfirmation,
  'confirmation.list': listQuestions,
  'confirmation.answer': answerQuestion,
  'history.get': (_params, { hub }) => historyState(hub.parts.door.parts.workspace),
  'history.undo': (params, context) => moveHistory('undo', params, context),
  'history.redo': (params, context) => moveHistory('redo', params, context),
  'confirmation.refuse': refuse,
  'plan.commits': ({ scope, skip = 0, limit = 50 }, { hub }) =>
    listPlanCommits(hub.parts.door.parts.workspace.root, { scope, skip, limit }),
  'plan.text': ({ commit, offset }, { hub }) => {
    const { root } = hub.parts.door.parts.workspace
    return commit === undefined
      ? ok(readFileText(join(root, SEQUENCE_PATH), offset))
      : readCommitted(root, commit, SEQUENCE_PATH, offset)
  },
  'plan.prompt': ({ commit, path, offset }, { hub }) =>
    readCommitted(hub.parts.door.parts.workspace.root, commit, normalizePath(path), offset),
  'prompt.get': getPrompt,
  'agents.list': (_params, { hub }) =>
    mapResult(loadAgents(hub.parts.door.parts.workspace.root), Object.keys),
  'template.list': (_params, { hub }) => listTemplates(hub.parts.door.parts.workspace.root),
  'attempt.list': listAttempts,
  'attempt.diff': (params, { hub }) =>
    ok(readAttemptText(hub.parts.runtime.store, placeOf(params), 'diff.patch')),
  'attempt.summary': (params, { hub }) =>
    ok(readAttemptText(hub.parts.runtime.store, placeOf(params), 'summary.md')),
  'attempt.artifacts': (params, { hub }) =>
    ok(listAttemptFiles(hub.parts.runtime.store, placeOf(params))),
  'attempt.artifact': (params, { hub }) =>
    readAttemptFile(hub.parts.runtime.store, placeOf(params), params.name, params.offset),
  'run.list': (params, { hub }) => listRuns(hub.parts.runtime.store, params.limit ?? 20),
  'log.read': (params, { hub }) =>
    ok(readLog(hub.parts.runtime.store, placeOf(params), params.stream, params.offset)),
  'log.follow': (params, { hub, session }) => {
    const place = placeOf(params)
    const chunk = readLog(hub.parts.runtime.store, place, params.stream, params.offset)
    const followed = session.follow(place, params.stream, chunk.nextOffset)
    return followed.ok ? ok(chunk) : followed
  },
  'log.unfollow': (params, { session }) => {
    session.unfollow(placeOf(params), params.stream)
    return ok({})
  },
  'audit.list': ({ before, limit, ...filter }, { hub }) =>
    mapResult(
      listAudit(hub.parts.door.parts.workspace.auditPath, filter, { before, limit: limit ?? 100 }),
      (page) => [...page.entries],
    ),
  'audit.text': (params, { hub }) =>
    ok(readAuditText(hub.parts.door.parts.workspace.auditPath, params.file, params.offset)),
  'metrics.get': async (_params, { hub }) => {
    const { door, runtime } = hub.parts
    const now = door.read()
    if (!now.ok) return now
    const { auditPath } = door.parts.workspace
    const { sequence } = now.value
    return readMetrics({ sequence, store: runtime.store, auditPath, limits: METRICS_LIMITS })
  },
  'session.screen': async (_params, { hub }) => {
    const { runtime } = hub.parts
    if (runtime.session.status !== 'ready') return ok({ rows: [] })
    const host = await runtime.host()
    return host.ok ? ok({ rows: [...(await host.value.screen())] }) : host
  },
  'session.select': selectPane,
  'chat.info': chatInfo,
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name)
}

/** What the holder of a token for one run may call; whatever names a run must name that one. */
const SCOPED_METHODS: ReadonlySet<MethodName> = new Set<MethodName>([
  'sequence.get',
  'actions.validate',
  'actions.apply',
  'prompt.get',
  'attempt.diff',
  'attempt.summary',
  'attempt.artifacts',
  'log.read',
  'log.follow',
  'log.unfollow',
])

function checkScope(
  name: MethodName,
  params: object,
  scope: string | undefined,
): Result<undefined> {
  if (scope === undefined) return ok(undefined)
  const isOwn = !('runId' in params) || params.runId === scope
  if (isOwn && SCOPED_METHODS.has(name)) return ok(undefined)
  return fail('DENIED', `This token is for what belongs to run ${scope} only.`)
}

/** Checks a call against its schema and carries it out. */
export async function callMethod(
  name: string,
  params: unknown,
  context: HandlerContext,
): Promise<Result<unknown>> {
  if (!isMethod(name)) {
    return fail('UNKNOWN_METHOD', `There is no method "${name.slice(0, 100)}".`)
  }
  const checked = METHODS[name].params.safeParse(params ?? {})
  if (!checked.success) {
    const issue = checked.error.issues[0]
    return fail('INVALID_PARAMETERS', `${name}: ${issue?.message ?? 'invalid parameters'}.`, {
      at: {
        path: (issue?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part))),
      },
    })
  }
  const inScope = checkScope(name, checked.data, context.session.caller.runId)
  if (!inScope.ok) return inScope
  const handler = HANDLERS[name] as (
    params: unknown,
    context: HandlerContext,
  ) => Promise<Result<unknown>> | Result<unknown>
  return handler(checked.data, context)
}
