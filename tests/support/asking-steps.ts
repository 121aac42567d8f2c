import { existsSync, readFileSync, renameSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { listenPath } from '../../bridge/mprocs/runtime-folder.ts'
import { composeDoor, composeRuntime } from '../../bridge/scheduler/compose.ts'
import { answerStep } from '../../bridge/step-door/answer.ts'
import { DoorServer, newDoorToken } from '../../bridge/step-door/serve.ts'
import type { Failure } from '../../shared/failure.ts'
import { type AskingPath, type AskingPlace, refused } from './asking-paths.ts'
import { seqctlIn } from './seqctl.ts'
import { writeFiles } from './temporary-files.ts'
import { until } from './until.ts'

/** Who leads in the plan of these paths: an orchestrator's step. */
export const LEAD = 'lead'

/** What a step's door answers. */
type Envelope = { readonly ok: true } | { readonly ok: false; readonly failure: Failure }

type Post = (call: object) => Promise<Envelope>

function pathOver(post: Post, close: () => Promise<void>): AskingPath {
  const send = async (call: object) => {
    const answer = await post(call)
    return answer.ok ? { code: 'ok' } : refused(answer.failure.code, answer.failure.details)
  }
  return {
    ask: ({ action }, confirm) =>
      send({ call: 'apply', actions: [action], ...(confirm ? { confirm: [confirm] } : {}) }),
    sayYes: async ({ id, hash }) => {
      const calls = [
        { call: 'confirm', id },
        { call: 'grant', hash },
        { call: 'apply', actions: [{ action: 'confirmation.answer', id }] },
        // Who asks is the door's to say.
        { call: 'apply', actions: [], caller: { actor: 'user' } },
      ]
      return (await Promise.all(calls.map(send))).map(({ code }) => code)
    },
    close,
  }
}

/** A step's door by itself, spoken to over its socket with its token. */
export async function openStepDoor({ root, dataFolder }: AskingPlace): Promise<AskingPath> {
  const door = composeDoor({ root, dataFolder })
  const runtime = composeRuntime(door, 'direct')
  const caller = { actor: 'orchestrator', name: LEAD, stepId: LEAD } as const
  const token = newDoorToken()
  const server = new DoorServer(token, (call) =>
    answerStep({ door, runtime, caller, runs: new Set() }, call),
  )
  const socketPath = listenPath(dataFolder)
  await server.listen(socketPath)
  const post: Post = (call) =>
    new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
      const sent = request({ socketPath, path: '/', method: 'POST', headers }, async (answer) => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk)
        resolve(JSON.parse(Buffer.concat(chunks).toString()))
      })
      sent.once('error', reject)
      sent.end(JSON.stringify(call))
    })
  return pathOver(post, async () => {
    server.close()
    await runtime.shutdown()
  })
}

/** What the leading agent runs: it hands each call that it finds in a file to its own door, until there is none. */
export const RELAY = `
const fs = require('node:fs')
const { request } = require('node:http')
const { THREADOS_DOOR: socketPath, THREADOS_TOKEN: token } = process.env
const headers = { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' }
const post = (body) => new Promise((resolve) => {
  const sent = request({ socketPath, path: '/', method: 'POST', headers }, async (answer) => {
    let text = ''
    for await (const chunk of answer) text += chunk
    resolve(text)
  })
  sent.end(body)
})
const main = async () => {
  for (let n = 1; ; n += 1) {
    while (!fs.existsSync('call-' + n)) await new Promise((resolve) => setTimeout(resolve, 5))
    const call = fs.readFileSync('call-' + n, 'utf8')
    if (call === 'end') return
    fs.writeFileSync('part-' + n, await post(call))
    fs.renameSync('part-' + n, 'answer-' + n)
  }
}
void main()
`

/** A running B-thread: an orchestrator's step, in the sandbox where there is one, started by a person. */
export async function openThread({ root, dataFolder }: AskingPlace): Promise<AskingPath> {
  writeFiles(root, { 'relay.cjs': RELAY })
  const seqctl = seqctlIn(root, dataFolder)
  const running = seqctl('run', 'step', LEAD, '--wait', '--executor', 'direct')
  let calls = 0
  const put = (text: string) => {
    calls += 1
    writeFiles(root, { [`next-${calls}`]: text })
    renameSync(join(root, `next-${calls}`), join(root, `call-${calls}`))
  }
  const post: Post = async (call) => {
    put(JSON.stringify(call))
    const answer = join(root, `answer-${calls}`)
    await until('an answer to the agent', () => existsSync(answer), 60_000)
    return JSON.parse(readFileSync(answer, 'utf8'))
  }
  // One call at a time: the agent takes them in the order of their numbers.
  let before: Promise<unknown> = Promise.resolve()
  const inTurn: Post = (call) => {
    const answer = before.then(() => post(call))
    before = answer.catch(() => undefined)
    return answer
  }
  // Its answer shows that the step runs, so that the plan says so from here on.
  await inTurn({ call: 'policy' })
  return pathOver(inTurn, async () => {
    put('end')
    const { json } = await running
    if (!json.success) throw new Error(`The leading step failed: ${json.error}`)
  })
}
