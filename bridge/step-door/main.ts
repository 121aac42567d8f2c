import { createInterface } from 'node:readline'
import { z } from 'zod'
import { unwrap } from '../../shared/failure.ts'
import { NodeIdSchema } from '../../shared/schema/ids.ts'
import { RunIdSchema } from '../../shared/schema/run.ts'
import { ownDataFolder } from '../local/user-data.ts'
import { createRuntimeFolder, listenPath, removeRuntimeFolder } from '../mprocs/runtime-folder.ts'
import { AttemptStore } from '../scheduler/attempt-store.ts'
import { composeDoor, composeRuntime } from '../scheduler/compose.ts'
import { readRunRecord } from '../scheduler/run-record.ts'
import { type AnswerParts, answerStep } from './answer.ts'
import { DoorServer, newDoorToken } from './serve.ts'

/*
 * One step's door, a process beside its runner and outside of its sandbox. The runner's end of standard input is the
 * attempt's life: when it closes, for whatever reason, the token is void. What the step set running is driven to its end.
 */

const OptionsSchema = z.strictObject({
  root: z.string(),
  runId: RunIdSchema,
  stepId: NodeIdSchema,
})

function partsFor({ root, runId, stepId }: z.infer<typeof OptionsSchema>): AnswerParts {
  const door = composeDoor({ root, dataFolder: ownDataFolder() })
  const store = new AttemptStore(door.parts.workspace.folder)
  const { executor } = unwrap(readRunRecord(store.folder, runId))
  return {
    door,
    runtime: composeRuntime(door, executor),
    caller: { actor: 'orchestrator', name: stepId, stepId },
    runs: new Set(),
  }
}

// Whoever started it may be gone.
process.stdout.on('error', () => undefined)
process.on('SIGHUP', () => undefined)

const lines = createInterface({ input: process.stdin })
const ended = new Promise<void>((resolve) => lines.once('close', resolve))
const first = await new Promise<string>((resolve) => {
  lines.once('line', resolve)
  void ended.then(() => resolve(''))
})
if (first !== '') {
  const parts = partsFor(OptionsSchema.parse(JSON.parse(first)))
  const token = newDoorToken()
  const server = new DoorServer(token, (call) => answerStep(parts, call))
  const folder = createRuntimeFolder()
  try {
    const socket = listenPath(folder)
    await server.listen(socket)
    // By a pipe to the runner alone: never in a file, on a command line or in a log.
    process.stdout.write(`${JSON.stringify({ socket, token })}\n`)
    await ended
  } finally {
    server.close()
    removeRuntimeFolder(folder)
  }
  await Promise.all([...parts.runs].map((runId) => parts.runtime.finished(runId)))
  await parts.runtime.close()
}
process.exit(0)
