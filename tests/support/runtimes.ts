import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { composeDoor } from '../../bridge/scheduler/compose.ts'
import { performEffects } from '../../bridge/scheduler/perform.ts'
import { Runtime } from '../../bridge/scheduler/runtime.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type Script, scriptedHost } from './scripted-host.ts'
import { temporaryFolder } from './temporary.ts'

const CALLER = { actor: 'user', name: 'Ada' } as const

/** The value of a result that must be good. */
export function good<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
  return result.value
}

/** A runtime in this process whose attempts end as a script says. */
export function scriptedRuntime(root: string, script: Script, dataFolder = temporaryFolder()) {
  const door = composeDoor({ root, dataFolder })
  const host = scriptedHost(script)
  const runtime = new Runtime({ door, executor: 'direct', openHost: async () => ok(host) })
  onTestFinished(() => runtime.close())
  /** Applies an action as a person and carries out its effects. */
  const act = async (action: Readonly<Record<string, unknown>> & { readonly action: string }) => {
    const applied = good(await door.apply({ actions: [action], caller: CALLER }))
    return good(await performEffects(runtime, door, applied, CALLER))
  }
  const sequence = () => good(door.read()).sequence
  const statusOf = (id: string) =>
    sequence().steps.find((step) => step.id === id)?.status ?? 'READY'
  /** Writes that a running attempt of a step is DONE, as its runner would. */
  const finish = (id: string) => {
    const place = runtime.store.newest().get(id)
    if (!place) throw new Error(`${id} has no attempt`)
    const record = good(runtime.store.read(place))
    const end = { status: 'DONE', endTime: new Date().toISOString(), durationMs: 1 }
    const file = join(runtime.store.folderOf(place), 'status.json')
    writeFileSync(file, JSON.stringify({ ...record, ...end }))
  }
  const waiting = () => runtime.runStates(sequence()).flatMap((run) => run.waiting)
  return { door, runtime, host, act, statusOf, finish, waiting, sequence }
}
