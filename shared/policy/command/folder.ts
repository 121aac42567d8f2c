import picomatch from 'picomatch'
import { deny, type Finding } from '../finding.ts'
import { controlReason, insideWorktree, placeOf, relativeTo } from './path.ts'
import type { CommandFacts, CommandQuestion } from './question.ts'
import { nameSpoofReason } from './text.ts'

/** The part of a question that says where a command starts. */
export type FolderQuestion = Pick<
  CommandQuestion,
  'cwd' | 'root' | 'policy' | 'platform' | 'resolve'
>

const MAX_PATH = 4096

function spellingReason(cwd: string): string | undefined {
  if (cwd === '') return 'is empty'
  if (cwd.length > MAX_PATH) return `is longer than ${MAX_PATH} characters`
  const spoof = nameSpoofReason(cwd)
  if (spoof) return spoof
  if (cwd.trim() !== cwd) return 'begins or ends with a space'
  if (cwd.startsWith('~')) return 'starts with ~, which is not expanded'
  if (/^\$|\$\{|%[A-Za-z_]+%/.test(cwd)) return 'names a variable, which is not expanded'
  if (cwd === '-') return 'is not a folder'
  return undefined
}

function segmentsReason(cwd: string, isWindows: boolean): string | undefined {
  if (!isWindows && cwd.includes('\\')) return 'contains a backslash; write / between folders'
  if (isWindows && /[*?]/.test(cwd)) return 'contains a character that Windows does not allow'
  const below = isWindows ? cwd.replace(/^[A-Za-z]:[\\/]/, '') : cwd.replace(/^\//, '')
  const segments = below.split(isWindows ? /[\\/]/ : '/')
  const folded = below.normalize('NFKC').split(/[\\/]/)
  if (folded.includes('..')) return 'leaves its folder with ..'
  const rest = segments[0] === '.' ? segments.slice(1) : segments
  const isRoot = below === '' || /^\.[\\/]$/.test(below)
  if (rest.includes('.') || (rest.includes('') && !isRoot)) {
    return 'is not written in its plain form'
  }
  return undefined
}

function realFolderReason(
  path: string,
  { root, platform }: FolderQuestion,
  facts: CommandFacts,
): string | undefined {
  const kind = facts.kindOf(path)
  if (kind === 'missing') return 'does not exist'
  if (kind === 'file') return 'is a file'
  const real = facts.realPath(path)
  const relative = real === undefined ? undefined : relativeTo(root, real, platform)
  if (relative === undefined) return 'leads out of the repository through a link'
  return controlReason(relative, 'write')
}

function isAllowedFolder(relative: string, patterns: readonly string[]): boolean {
  const path = insideWorktree(relative)
  return patterns.some((pattern) => {
    const plain = pattern.replace(/^\.\//, '') || '.'
    return plain === path || plain === '**' || picomatch.isMatch(path, plain, { dot: true })
  })
}

function realRelative(path: string, question: FolderQuestion): string | undefined {
  const real = question.resolve?.realPath(path) ?? path
  return relativeTo(question.root, real, question.platform)
}

function placeReason(path: string, question: FolderQuestion): string | undefined {
  const relative = relativeTo(question.root, path, question.platform)
  if (relative === undefined) return 'lies outside the repository'
  const reason =
    controlReason(relative, 'write') ??
    (question.resolve ? realFolderReason(path, question, question.resolve) : undefined)
  if (reason) return reason
  const allowed = question.policy.allowed_cwd
  const places = [relative, realRelative(path, question) ?? relative]
  return places.every((place) => isAllowedFolder(place, allowed))
    ? undefined
    : 'is not one of the folders that the policy allows'
}

/** What the policy says about the folder that a command starts in. */
export function folderFindings(question: FolderQuestion): Finding[] {
  const { cwd, root, platform } = question
  const refuse = (reason: string) => [
    deny('allowed_cwd', 'cwd', `The folder ${JSON.stringify(cwd.slice(0, 200))} ${reason}.`),
  ]
  const spelling = spellingReason(cwd) ?? segmentsReason(cwd, platform === 'win32')
  if (spelling) return refuse(spelling)
  const place = placeOf(root, cwd, platform)
  if ('reason' in place) return refuse(place.reason)
  const reason = placeReason(place.path, question)
  return reason ? refuse(reason) : []
}
