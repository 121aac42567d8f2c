import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { ownDataFolder } from '../local/user-data.ts'
import { StopRequests } from './stop-requests.ts'

// Before anything else is loaded: a wish to stop that comes early must not end the runner without a record.
const stop = new StopRequests()
process.on('SIGTERM', () => stop.request('stopped'))
process.on('SIGINT', () => stop.request('stopped'))
process.on('SIGHUP', () => stop.request('session_lost'))
// Whoever listened to the runner may be gone; the attempt goes on.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

// Each attempt is a process of its own: compiled code that is kept makes it begin a third sooner.
enableCompileCache(join(ownDataFolder(), 'cache', 'code'))
const { runFromArguments } = await import('./run-from-arguments.ts')
const { checkCommandNow } = await import('../local/check-command.ts')
const { prepareHome } = await import('./agent/private-home.ts')
const { enterSandbox } = await import('../sandbox/enter.ts')

const exitCode = await runFromArguments(process.argv.slice(2), {
  stop,
  prepareHome: (command, environment) => prepareHome(command, environment, ownDataFolder()),
  checkCommand: (command) => checkCommandNow(command, ownDataFolder()),
  enterSandbox: (command, agent) => enterSandbox(command, agent, { dataFolder: ownDataFolder() }),
})
process.exit(exitCode)
