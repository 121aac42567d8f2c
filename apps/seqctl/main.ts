import module from 'node:module'
import { join } from 'node:path'
import { ownDataFolder } from '../../bridge/local/user-data.ts'

/** Oldest Node that runs ThreadOS; package.json says the same. */
const OLDEST_NODE = [22, 12] as const

/** Compiled code is kept in the user's own folder, where nobody else can put any. */
function keepCompiledCode(): void {
  module.enableCompileCache?.(join(ownDataFolder(), 'compile-cache'))
}

/** A reader that has seen enough, as `head`, is no trouble: the command ends as it would have. */
function forgetReader(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EPIPE') throw cause
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `seqctl needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.\n`,
  )
  process.exitCode = 7
} else {
  keepCompiledCode()
  process.stdout.on('error', forgetReader)
  const { runCli } = await import('./run-cli.ts')
  process.exitCode = await runCli(process.argv.slice(2))
}
