import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { ADAPTERS } from '../../../bridge/agents/adapters.ts'
import { signInOf } from '../../../bridge/agents/sign-in.ts'
import { findMprocs } from '../../../bridge/mprocs/binary.ts'
import { findSandbox } from '../../../bridge/sandbox/probe.ts'
import { type Check, good } from './check.ts'

function versionOf(program: string): string | undefined {
  try {
    return execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n')[0]
  } catch {
    return undefined // not there, or it does not answer: either way it can't be used
  }
}

function checkProgram(name: string, fix: string): Check {
  const version = versionOf(name)
  return version === undefined
    ? { name, status: 'missing', detail: 'not found on PATH', fix }
    : good(name, version)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // not there, or not ours to read: no login that could be used
  }
}

/** An agent program: there, which version, signed in or not. */
function checkAgent({ model, program, install }: (typeof ADAPTERS)[number]): Check {
  const found = checkProgram(program, install)
  const { env, platform } = process
  const signIn = signInOf(model, { env, platform, home: homedir(), read: textOf })
  if (found.status !== 'ok' || !signIn) return found
  const detail = `${found.detail}; ${signIn.detail}`
  const signedIn = signIn.state
  return signedIn === 'no'
    ? { ...found, status: 'missing', detail, fix: signIn.fix, signedIn }
    : { ...found, detail, signedIn }
}

async function checkMprocs(): Promise<Check> {
  const found = await findMprocs({ environment: process.env })
  return found.ok
    ? good('mprocs', `${found.value.version} at ${found.value.path}`)
    : {
        name: 'mprocs',
        status: 'problem',
        detail: found.failure.message,
        ...(found.failure.hint === undefined ? {} : { fix: found.failure.hint }),
      }
}

function checkSandbox(dataFolder: string): Check {
  const found = findSandbox(dataFolder)
  return found.by === 'none'
    ? {
        name: 'sandbox',
        status: 'missing',
        detail: `steps run with your own rights: ${found.why}`,
        fix: 'Install bubblewrap (Linux), or set "sandbox: require" in your policy to run nothing without.',
      }
    : good('sandbox', `${found.by} (${found.program}) holds steps`)
}

/** The programs that ThreadOS and its steps start. */
export async function checkPrograms(dataFolder: string): Promise<Check[]> {
  return [
    good('node', process.versions.node),
    checkProgram('git', 'Install git from https://git-scm.com or your package manager.'),
    await checkMprocs(),
    ...ADAPTERS.filter((adapter) => adapter.program !== '').map(checkAgent),
    checkSandbox(dataFolder),
  ]
}
