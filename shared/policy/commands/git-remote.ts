import type { Finding } from '../finding.ts'
import { askAbout, type CommandContext, denyWord, type ReadOptions } from './options.ts'

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?'
const USER = '[A-Za-z0-9_][A-Za-z0-9_.-]*'
/** Addresses that git itself fetches from, without a password and without anything that ssh takes for an option. */
const WEB_ADDRESS = new RegExp(`^(?:https?|git)://${HOST}(?::\\d{1,5})?/[^\\s\\\\]*$`)
const SSH_ADDRESS = new RegExp(`^(?:git\\+)?ssh://(?:${USER}@)?${HOST}(?::\\d{1,5})?/[^\\s\\\\]*$`)
const SCP_ADDRESS = new RegExp(`^(?:${USER}@)?${HOST}:(?![:\\\\])[^-\\s\\\\][^\\s\\\\]*$`)
const REMOTE_NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/

/** Why git must not fetch from or push to this place. */
function placeReason(place: string, context: CommandContext): string | undefined {
  if (place.includes('::')) return 'starts a helper program'
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(place)) {
    return WEB_ADDRESS.test(place) || SSH_ADDRESS.test(place)
      ? undefined
      : 'is not a plain https or ssh address without a password'
  }
  const isDrive = context.platform === 'win32' && /^[A-Za-z]:/.test(place)
  if (place.includes(':') && !isDrive && !/^[./]/.test(place)) {
    return SCP_ADDRESS.test(place) ? undefined : 'is not a plain host and path'
  }
  return context.paths.reason(place, 'write')
}

/** Denials for an address or a local path that git is to talk to. */
export function addressFindings(place: string, context: CommandContext): Finding[] {
  const reason = placeReason(place, context)
  if (!reason) return []
  return denyWord(context, place, `The address ${JSON.stringify(place.slice(0, 200))} ${reason}.`)
}

/** Denials for `<remote> <refspec>…`, and a question for a refspec that forces or deletes. */
export function remoteAndRefs(read: ReadOptions, context: CommandContext): Finding[] {
  const [remote, ...refs] = [...read.operands, ...read.rest]
  const ofRemote =
    remote === undefined || (REMOTE_NAME.test(remote) && !remote.includes('..'))
      ? []
      : addressFindings(remote, context)
  const forced = refs.filter((ref) => /^[+:]/.test(ref))
  return [
    ...ofRemote,
    ...forced.flatMap((ref) => askAbout(context, ref, `"${ref}" overwrites or deletes a branch.`)),
  ]
}

/** Denials for `git clone <address> [<folder>]`. */
export function cloneFindings(read: ReadOptions, context: CommandContext): Finding[] {
  const [address, folder, ...more] = [...read.operands, ...read.rest]
  if (address === undefined || more.length > 0) {
    return denyWord(context, 'clone', 'git clone takes one address and one folder.')
  }
  const reason = folder === undefined ? undefined : context.paths.reason(folder, 'write')
  return [
    ...addressFindings(address, context),
    ...(reason ? denyWord(context, folder ?? '', `The folder of git clone ${reason}.`) : []),
  ]
}

/** Denials for `git remote …` by its subcommand. */
export function remoteFindings(read: ReadOptions, context: CommandContext): Finding[] {
  const [verb, name, address] = [...read.operands, ...read.rest]
  const isName = name === undefined || REMOTE_NAME.test(name)
  if (!isName) return denyWord(context, name, 'That is not a name that a remote can have.')
  switch (verb) {
    case undefined:
    case 'show':
    case 'get-url':
    case 'update':
    case 'rename':
    case 'set-branches':
    case 'set-head':
      return []
    case 'add':
    case 'set-url':
      return address === undefined ? [] : addressFindings(address, context)
    case 'remove':
    case 'rm':
    case 'prune':
      return askAbout(context, `remote ${verb}`, `"git remote ${verb}" forgets branches.`)
    default:
      return denyWord(context, verb, `"git remote ${verb}" is not on the list of what is allowed.`)
  }
}
