import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { Tokens } from '../../bridge/server/tokens.ts'
import type { Failure } from '../../shared/failure.ts'
import { type RunningBridge, startBridge } from '../support/bridge.ts'
import { connectMcp, type McpConnection } from '../support/mcp-client.ts'
import { planOf } from '../support/plans.ts'
import { RpcClient } from '../support/rpc-client.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { writeFiles } from '../support/temporary-files.ts'

/** How an attempt to do something ended: `ok` or a failure's code, and the question that it led to. */
interface Outcome {
  readonly code: string
  readonly question?: string | undefined
}

interface Deed {
  readonly action: string
  readonly [parameter: string]: unknown
}

/** Does something over one path, with a confirmation or without. */
type Path = (deed: Deed, confirm?: string) => Promise<Outcome>

const DEEDS = {
  edit: { action: 'step.edit', id: 'a', name: 'Renamed' },
  run: { action: 'run.step', ids: ['a'] },
  destructive: { action: 'step.rm', id: 'b' },
  mode: { action: 'policy.mode', mode: 'POWER' },
  approve: { action: 'gate.approve', id: 'g' },
} as const
type DeedName = keyof typeof DEEDS

const ASKS = 'CONFIRMATION_REQUIRED'
const FOR_AGENTS: Readonly<Record<DeedName, string>> = {
  edit: ASKS,
  run: ASKS,
  destructive: ASKS,
  mode: 'DENIED',
  approve: 'DENIED',
}
const FOR_PEOPLE: Readonly<Partial<Record<DeedName, string>>> = { destructive: ASKS, mode: ASKS }

const PLAN = planOf({ a: ['node', '--version'], b: ['node', '--version'] }).replace(
  'gates: []\n',
  'gates:\n  - id: g\n    name: G\n    depends_on: []\n',
)

let folder: string
let repo: string
let dataFolder: string
let bridge: RunningBridge
let mcp: McpConnection
const clients: RpcClient[] = []
const paths: Record<string, Path> = {}

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'step.edit': ['step', 'edit', 'a', '--name', 'Renamed'],
  'run.step': ['run', 'step', 'a', '--executor', 'direct', '--wait'],
  'step.rm': ['step', 'rm', 'b'],
  'policy.mode': ['policy', 'mode', 'POWER'],
  'gate.approve': ['gate', 'approve', 'g'],
}

/** The id in a failure that asks for a confirmation, wherever its envelope keeps it. */
function questionIn(details: unknown): string | undefined {
  const found = /"id":"([a-z0-9]{16})"/.exec(JSON.stringify(details ?? {}))
  return found?.[1]
}

function commandLine(env: NodeJS.ProcessEnv): Path {
  return async (deed, confirm) => {
    const flags = confirm === undefined ? [] : ['--confirm', confirm]
    const seqctl = seqctlIn(repo, dataFolder, env)
    const { json } = await seqctl(...(COMMANDS[deed.action] ?? []), '--json', ...flags)
    return { code: json.code ?? 'ok', question: questionIn(json.details) }
  }
}

function socket(client: RpcClient): Path {
  return (deed, confirm) =>
    client
      .call('actions.apply', { actions: [deed], ...(confirm ? { confirm: [confirm] } : {}) })
      .then(
        () => ({ code: 'ok' }),
        (error: Error) => {
          const { code, details } = error.cause as Failure
          return { code, question: questionIn(details) }
        },
      )
}

function http(token: string): Path {
  return async (deed, confirm) => {
    const answer = await fetch(`${bridge.url}/api/actions/apply`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ actions: [deed], ...(confirm ? { confirm: [confirm] } : {}) }),
    })
    const json: { code?: string; details?: unknown } = await answer.json()
    return { code: json.code ?? 'ok', question: questionIn(json.details) }
  }
}

const throughMcp: Path = async (deed, confirm) => {
  const proposed = await mcp.call('propose_actions', { actions: [deed] })
  const { token } = proposed.json.data as { token: string }
  const confirmation = confirm === undefined ? {} : { confirmation: confirm }
  const { json } = await mcp.call('apply_proposal', { token, ...confirmation })
  return { code: json.code ?? 'ok', question: questionIn(json.details) }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'threados-safe-'))
  repo = join(folder, 'repo')
  dataFolder = join(folder, 'data')
  writeFiles(repo, { '.threados/sequence.yaml': PLAN })
  const tokens = new Tokens(dataFolder, repo)
  const user = tokens.issue('user', null)
  const agent = tokens.issueForAgent()
  bridge = await startBridge({ repo, dataFolder })
  mcp = await connectMcp(repo, dataFolder)
  const person = await RpcClient.connect(bridge.url, user, null)
  const robot = await RpcClient.connect(bridge.url, agent, null)
  clients.push(person, robot)
  Object.assign(paths, {
    'a command inside a step': commandLine({ THREADOS_STEP: 'a', THREADOS_ACTOR: 'user' }),
    'a command of an orchestrator': commandLine({ THREADOS_ACTOR: 'orchestrator' }),
    "an agent's socket": socket(robot),
    "an agent's HTTP": http(agent),
    MCP: throughMcp,
    "a person's command without a terminal": commandLine({}),
    "a person's socket": socket(person),
    "a person's HTTP": http(user),
  })
}, 60_000)

afterAll(async () => {
  for (const client of clients) client.close()
  await mcp.close()
  await bridge.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function plan(): string {
  return readFileSync(join(repo, '.threados/sequence.yaml'), 'utf8')
}

function pathOf(name: string): Path {
  const path = paths[name]
  if (!path) throw new Error(`no path ${name}`)
  return path
}

const AGENT_PATHS = [
  'a command inside a step',
  'a command of an orchestrator',
  "an agent's socket",
  "an agent's HTTP",
  'MCP',
]
const PERSON_PATHS = [
  "a person's command without a terminal",
  "a person's socket",
  "a person's HTTP",
]

/** Every path with every deed that it must not do by itself, and what it is told. */
const REFUSED = [
  ...AGENT_PATHS.flatMap((path) => Object.entries(FOR_AGENTS).map((row) => [path, ...row])),
  ...PERSON_PATHS.flatMap((path) => Object.entries(FOR_PEOPLE).map((row) => [path, ...row])),
] as [string, DeedName, string][]

describe('without a confirmation', () => {
  test.each(REFUSED)('%s: %s gives %s and changes nothing', async (path, name, expected) => {
    const { code } = await pathOf(path)(DEEDS[name])
    expect({ code, plan: plan() }).toEqual({ code: expected, plan: PLAN })
  })
})

/** Asks over a path and lets a person grant it as often as needed; gives the id. */
async function granted(path: Path, deed: Deed): Promise<string> {
  const { question = '' } = await path(deed)
  const confirmations = new Confirmations(dataFolder)
  for (let open = confirmations.find(question); open.ok; open = confirmations.find(question)) {
    if (confirmations.missing(open.value) === 0) break
    confirmations.grant(question)
  }
  return question
}

function expire(id: string): void {
  const file = join(dataFolder, 'confirmations', `${id}.json`)
  const stored = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...stored, expiresAt: Date.now() - 1 }))
}

describe('with a confirmation that is not the right one', () => {
  test.each([...AGENT_PATHS, ...PERSON_PATHS])('%s', async (name) => {
    const path = pathOf(name)
    const deed = DEEDS.destructive
    const id = await granted(path, deed)
    const other = await granted(path, { ...deed, id: 'a', action: 'step.rm' })
    const altered = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`
    const isCommand = name.includes('command')
    // The command line's words are fixed, so there the other question is the mode's.
    const foreign = isCommand ? await granted(pathOf("a person's HTTP"), DEEDS.mode) : other
    expect((await path(deed, foreign)).code, 'foreign').toBe(ASKS)
    expect((await path(deed, altered)).code, 'altered').toBe('NOT_FOUND')
    expire(id)
    expect((await path(deed, id)).code, 'stale').toBe('NOT_FOUND')
    expect(plan()).toBe(PLAN)
  })
})

test("a person's confirmation is no agent's, and an agent's no person's", async () => {
  const person = pathOf("a person's HTTP")
  const agent = pathOf("an agent's HTTP")
  const persons = await granted(person, DEEDS.destructive)
  const agents = await granted(agent, DEEDS.destructive)
  expect((await agent(DEEDS.destructive, persons)).code).toBe(ASKS)
  expect((await person(DEEDS.destructive, agents)).code).toBe(ASKS)
  expect(plan()).toBe(PLAN)
})

describe('with the right one', () => {
  test.each(AGENT_PATHS)('%s does it once', async (name) => {
    const path = pathOf(name)
    const id = await granted(path, DEEDS.edit)
    expect((await path(DEEDS.edit, id)).code).toBe('ok')
    expect(plan()).toContain('Renamed')
    expect((await path(DEEDS.edit, id)).code, 'replayed').not.toBe('ok')
    const undone = await pathOf("a person's HTTP")({ ...DEEDS.edit, name: 'a' })
    expect(undone.code).toBe('ok')
    expect((await path(DEEDS.edit, id)).code, 'replayed on the same plan').not.toBe('ok')
  })
})

test('after all of that nothing has run and the mode is still SAFE', async () => {
  const state = await clients[0]?.call('sequence.get', {})
  expect(state?.policy.mode).toBe('SAFE')
  expect(state?.attempts).toEqual({})
})
