import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { processStartTime } from '../../bridge/local/processes.ts'
import { readCommand } from '../../bridge/runner/attempt-folder.ts'
import { startingRecord } from '../../bridge/runner/attempt-status.ts'
import type { AttemptHost } from '../../bridge/runner/host.ts'
import { ok } from '../../shared/result.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'

/** How a scripted attempt ends; undefined keeps it running. */
export type Script = (stepId: string, attempt: number) => Partial<AttemptRecord> | undefined

/** A process that a stop may end, in place of a runner that goes on. */
function idleProcess() {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const pid = child.pid ?? 0
  return { pid, pidStartedAt: processStartTime(pid) ?? '' }
}

/** A host whose attempts are no agents but end as a script says: for what no agent does on demand. */
export function scriptedHost(script: Script): AttemptHost & { readonly started: string[] } {
  const started: string[] = []
  return {
    kind: 'direct',
    started,
    async start(folder) {
      const command = readCommand(folder)
      if (!command.ok) return command
      const { stepId, attempt } = command.value
      started.push(`${stepId}#${attempt}`)
      const now = new Date()
      const end = script(stepId, attempt)
      const starting = { ...startingRecord(command.value, now), status: 'RUNNING' }
      const running = end ? starting : { ...starting, ...idleProcess() }
      const record = end
        ? { ...running, endTime: now.toISOString(), durationMs: 0, ...end }
        : running
      writeFileSync(join(folder, 'status.json'), JSON.stringify(record))
      return ok(undefined)
    },
    state: () => ({ executor: 'direct', status: 'ready', busy: 0, slots: 0 }),
    onChange: () => () => false,
    screen: async () => [],
    close: async () => undefined,
    quit: async () => undefined,
  }
}
