import type { Finding } from '../finding.ts'
import { type CommandContext, denyWord, hasOption, type ReadOptions } from './options.ts'

/** Settings that change no program that runs and no place that git reaches. */
const HARMLESS =
  /^(?:user\.(?:name|email)|color\.[a-z.]+|advice\.[a-z]+|init\.defaultbranch|pull\.(?:rebase|ff)|push\.(?:default|autosetupremote|followtags)|fetch\.prune|merge\.(?:ff|conflictstyle)|rebase\.(?:autostash|autosquash)|rerere\.enabled|branch\.(?:sort|autosetuprebase|autosetupmerge)|tag\.sort|log\.(?:date|decorate)|diff\.(?:algorithm|renames|colormoved|mnemonicprefix)|status\.[a-z]+|core\.(?:autocrlf|eol|safecrlf|quotepath|longpaths|filemode|abbrev)|column\.ui|help\.autocorrect|commit\.(?:cleanup|verbose))$/

const READERS = [
  '--get',
  '--get-all',
  '--get-regexp',
  '-l',
  '--list',
  '--get-color',
  '--get-urlmatch',
]
const REMOVERS = ['--unset', '--unset-all']

/** `git config`: reading is free, writing only for settings that are known to be harmless. */
export function configFindings(read: ReadOptions, context: CommandContext): Finding[] {
  const words = [...read.operands, ...read.rest]
  const [verb] = words
  if (verb === 'get' || verb === 'list') return []
  if (hasOption(read, ...READERS)) return []
  const [name, value] = verb === 'set' || verb === 'unset' ? words.slice(1) : words
  const isReading =
    value === undefined && !hasOption(read, ...REMOVERS) && verb !== 'set' && verb !== 'unset'
  if (name !== undefined && isReading) return []
  if (name !== undefined && HARMLESS.test(name.toLowerCase()) && !/^[!-]/.test(value ?? ''))
    return []
  const reason = `The git setting ${JSON.stringify(name ?? '')} can change what runs.`
  return denyWord(context, name ?? 'config', reason)
}
