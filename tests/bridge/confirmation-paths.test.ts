import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Door } from '../../bridge/local/commit-actions.ts'
import { moveThroughHistory } from '../../bridge/local/undo.ts'
import { composeDoor } from '../../bridge/scheduler/compose.ts'
import { unwrap } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import type { Actor } from '../../shared/schema/audit-entry.ts'
import {
  type AskingPath,
  type AskingPlace,
  type Outcome,
  openBridge,
  openCli,
  openMcp,
  type Wish,
} from '../support/asking-paths.ts'
import { LEAD, openStepDoor, openThread } from '../support/asking-steps.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { until } from '../support/until.ts'

const STEP = 'type: base, model: shell, command: [node, --version]'
const PLAN = `version: "1"
name: guarded
steps:
  - {id: ${LEAD}, name: Lead, type: b, model: shell, command: [node, relay.cjs], orchestrator: true, timeout_ms: 110000}
  - {id: a, name: A, ${STEP}}
  - {id: b, name: B, ${STEP}}
  - {id: c, name: C, ${STEP}}
gates: []
`

/** What is asked for, something else of the same kind, and the user's change that makes it mean something else. */
interface Kind {
  readonly yes: { readonly [actor in Actor]?: number }
  readonly wish: Wish
  readonly other: Wish
  /** The step that it is about. */
  readonly id: string
}

function addition(id: string): Wish {
  const parts = { type: 'base', model: 'shell', command: ['node', '--version'] }
  const argv = ['step', 'add', id, '--type', 'base', '--model', 'shell', '--', 'node', '--version']
  return { action: { action: 'step.add', id, ...parts }, argv }
}

function removal(id: string): Wish {
  return { action: { action: 'step.rm', id }, argv: ['step', 'rm', id] }
}

function run(id: string): Wish {
  const argv = ['run', 'step', id, '--wait', '--executor', 'direct']
  return { action: { action: 'run.step', ids: [id] }, argv }
}

const KINDS = {
  'change the plan': {
    yes: { orchestrator: 1 },
    wish: addition('new'),
    other: addition('evil'),
    id: 'new',
  },
  'destroy something': {
    yes: { orchestrator: 2, user: 1 },
    wish: removal('b'),
    other: removal('c'),
    id: 'b',
  },
  'run something': { yes: { orchestrator: 1 }, wish: run('a'), other: run('c'), id: 'a' },
} as const satisfies Record<string, Kind>

const PATHS: Readonly<
  Record<string, [Actor, (place: AskingPlace) => AskingPath | Promise<AskingPath>]>
> = {
  'an agent at the command line': ['orchestrator', (place) => openCli(place, 'orchestrator')],
  'an agent on the WebSocket': [
    'orchestrator',
    (place) => openBridge(place, 'orchestrator', 'socket'),
  ],
  'an agent over HTTP': ['orchestrator', (place) => openBridge(place, 'orchestrator', 'http')],
  'an agent through MCP': ['orchestrator', openMcp],
  "a step's own door": ['orchestrator', openStepDoor],
  'a B-thread that runs': ['orchestrator', openThread],
  'a person without a terminal': ['user', (place) => openCli(place, 'user')],
  "a person's token on the WebSocket": ['user', (place) => openBridge(place, 'user', 'socket')],
  "a person's token over HTTP": ['user', (place) => openBridge(place, 'user', 'http')],
}

/** A repository whose questions the test answers, as the person at its terminal would. */
function openPlace() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'threados-paths-')))
  const root = join(folder, 'repo')
  const dataFolder = join(folder, 'data')
  writeFiles(root, { '.threados/sequence.yaml': PLAN })
  writeFiles(dataFolder, { 'policy.yaml': 'mode: SAFE\n' })
  const door = composeDoor({ root, dataFolder })
  const runs = join(root, '.threados/runs')
  const state = () => ({
    plan: readFileSync(join(root, '.threados/sequence.yaml'), 'utf8'),
    attempts: readdirSync(runs, { recursive: true }).filter((name) =>
      /\/[abc]$/.test(String(name)),
    ),
  })
  writeFiles(root, { '.threados/runs/.keep': '' })
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  return { root, dataFolder, door, state, remove }
}

type Place = ReturnType<typeof openPlace>

/** Lets the two minutes pass for a question, without waiting for them. */
function letTimePass({ dataFolder }: Place, id: string): void {
  const path = join(dataFolder, 'confirmations', `${id}.json`)
  const question = JSON.parse(readFileSync(path, 'utf8'))
  const earlier = (time: number) => time - 120_001
  const moved = {
    expiresAt: earlier(question.expiresAt),
    grantedAt: question.grantedAt.map(earlier),
  }
  writeFileSync(path, JSON.stringify({ ...question, ...moved }))
}

/** A yes for the very same proposal that was given to somebody else, or about another repository. */
function foreignYes(
  { door, root }: Place,
  { hash = '' }: Outcome,
  kind: 'actor' | 'repository',
  asker: Actor,
): string {
  const { confirmations } = door.parts
  const otherActor = asker === 'user' ? 'orchestrator' : 'user'
  const asked = confirmations.request({
    root: kind === 'repository' ? '/elsewhere' : root,
    hash,
    actor: kind === 'actor' ? otherActor : asker,
    level: 'double',
    covers: ['The same, elsewhere'],
  })
  const { id } = unwrap(asked)
  confirmations.grant(id)
  confirmations.grant(id)
  return id
}

async function asUser(door: Door, action: RawAction): Promise<void> {
  unwrap(await door.apply({ actions: [action], caller: { actor: 'user', name: 'me' } }))
}

/** Makes the plan such that the same wish would mean the same as before once more. */
async function restore({ door }: Place, { action }: Wish): Promise<void> {
  if (action.action !== 'run.step') {
    unwrap(await moveThroughHistory(door.parts.workspace, 'undo', { actor: 'user', mode: 'SAFE' }))
    return
  }
  const status = () => unwrap(door.read()).sequence.steps.find(({ id }) => id === 'a')?.status
  await until('the end of the step', () => status() === 'DONE', 60_000)
  await asUser(door, { action: 'step.reset', id: 'a' })
}

/** Every way of getting it without a valid yes, by its name; none may work. */
async function attack(path: AskingPath, place: Place, kind: Kind, asker: Actor) {
  const { confirmations } = place.door.parts
  const { wish, other } = kind
  const asked = await path.ask(wish)
  const { id = '' } = asked
  const codes: Record<string, string> = { 'no yes': asked.code }
  codes['a made-up yes'] = (await path.ask(wish, 'a1b2c3d4e5f6a7b8')).code
  const own = await path.sayYes(asked)
  codes['its own yes'] = (await path.ask(wish, id)).code
  codes["another actor's yes"] = (
    await path.ask(wish, foreignYes(place, asked, 'actor', asker))
  ).code
  const elsewhere = foreignYes(place, asked, 'repository', asker)
  codes["another repository's yes"] = (await path.ask(wish, elsewhere)).code
  const needed = kind.yes[asker] ?? 0
  confirmations.grant(id)
  if (needed > 1) {
    codes['half a yes'] = (await path.ask(wish, id)).code
    confirmations.grant(id)
  }
  codes['something else'] = (await path.ask(other, id)).code
  if (wish.action.action !== 'step.add') {
    // What it is about is no longer what the person saw.
    await asUser(place.door, { action: 'step.edit', id: kind.id, name: 'Changed' })
    codes['the same about a changed step'] = (await path.ask(wish, id)).code
    unwrap(
      await moveThroughHistory(place.door.parts.workspace, 'undo', { actor: 'user', mode: 'SAFE' }),
    )
  }
  letTimePass(place, id)
  codes['a stale yes'] = (await path.ask(wish, id)).code
  return { codes, own }
}

const ANSWERED_BY_NONE = [
  'DENIED',
  'UNKNOWN_METHOD',
  'INVALID_PARAMETERS',
  'NOT_FOUND',
  'no such tool',
]

describe.each(Object.entries(PATHS))('%s', (_name, [asker, open]) => {
  let place: Place
  let path: AskingPath
  beforeAll(async () => {
    place = openPlace()
    path = await open(place)
  }, 60_000)
  afterAll(async () => {
    await path.close()
    place.remove()
  }, 60_000)

  const kinds = Object.entries(KINDS).filter(([, { yes }]) => asker in yes)
  test.each(kinds)(
    "can't %s without a person's valid yes, and can once with it",
    async (_what, kind: Kind) => {
      const before = place.state()
      const { codes, own } = await attack(path, place, kind, asker)
      expect(codes).toEqual({
        'no yes': 'CONFIRMATION_REQUIRED',
        'a made-up yes': 'NOT_FOUND',
        'its own yes': 'CONFIRMATION_REQUIRED',
        "another actor's yes": 'CONFIRMATION_REQUIRED',
        "another repository's yes": 'CONFIRMATION_REQUIRED',
        ...((kind.yes[asker] ?? 0) > 1 ? { 'half a yes': 'CONFIRMATION_REQUIRED' } : {}),
        'something else': 'CONFIRMATION_REQUIRED',
        ...(kind.wish.action.action === 'step.add'
          ? {}
          : { 'the same about a changed step': 'CONFIRMATION_REQUIRED' }),
        'a stale yes': 'NOT_FOUND',
      })
      expect(own.filter((code) => !ANSWERED_BY_NONE.includes(code))).toEqual([])
      expect(place.state()).toEqual(before)

      const asked = await path.ask(kind.wish)
      for (let yes = 0; yes < (kind.yes[asker] ?? 0); yes += 1) {
        unwrap(place.door.parts.confirmations.grant(asked.id ?? ''))
      }
      expect(await path.ask(kind.wish, asked.id)).toEqual({ code: 'ok' })
      expect(place.state()).not.toEqual(before)
      await restore(place, kind.wish)
      const again = place.state()
      expect((await path.ask(kind.wish, asked.id)).code).toBe('NOT_FOUND')
      expect(place.state()).toEqual(again)
    },
  )
})
