import { ownDataFolder } from '../../bridge/local/user-data.ts'
import { prepareHome } from '../../bridge/runner/agent/private-home.ts'
import { runFromArguments } from '../../bridge/runner/run-from-arguments.ts'
import { StopRequests } from '../../bridge/runner/stop-requests.ts'
import { ok } from '../../shared/result.ts'

// The runner as it is, but for a policy that allows everything: its tests are about processes, not permissions.
const stop = new StopRequests()
process.on('SIGTERM', () => stop.request('stopped'))
process.on('SIGINT', () => stop.request('stopped'))
process.on('SIGHUP', () => stop.request('session_lost'))
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

process.exit(
  await runFromArguments(process.argv.slice(2), {
    stop,
    checkCommand: () => ok(undefined),
    prepareHome: (command, environment) => prepareHome(command, environment, ownDataFolder()),
  }),
)
