import { z } from 'zod'
import { isWindowsDeviceName } from './ids.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** Folder of a repository that holds everything ThreadOS keeps. */
export const DATA_FOLDER = '.threados'
/** Path of the sequence inside a repository. */
export const SEQUENCE_PATH = '.threados/sequence.yaml'
/** Path of the policy inside a repository. */
export const POLICY_PATH = '.threados/policy.yaml'
/** Folder of the prompts inside a repository. */
export const PROMPTS_FOLDER = '.threados/prompts'
/** What the people of a repository expect of its policy. */
export const POLICY_TEST_PATH = '.threados/policy.test.yaml'
/** Names of other models, and how their agents are started. */
export const AGENTS_PATH = '.threados/agents.yaml'
/** Folder of a repository's own workflows. */
export const WORKFLOWS_FOLDER = '.threados/workflows'
/** Folder of programs that run by themselves around steps. */
export const HOOKS_FOLDER = '.threados/hooks'
/** Folder of a repository's own templates. */
export const TEMPLATES_FOLDER = '.threados/templates'

/** Folder of a repository with the git worktrees of its steps. */
export const WORKTREES_FOLDER = '.threados/worktrees'

/** The prompt file that a step has unless it names another. */
export function defaultPromptPath(stepId: string): string {
  return `${PROMPTS_FOLDER}/${stepId}.md`
}

function unsafeSegmentReason(segment: string): string | undefined {
  if (segment === '..') return 'leaves its folder with ..'
  if (segment === '') return 'has an empty folder name'
  if (segment !== '.' && /[. ]$/.test(segment)) return 'has a name that ends in a dot or a space'
  if (isWindowsDeviceName(segment)) return `uses the Windows device name ${segment}`
  return undefined
}

/**
 * Why a repo-relative path is unsafe on any of the three platforms, or undefined when it is safe.
 * Refuses absolute paths, drive letters, UNC, backslashes, `..`, empty and trailing-dot segments,
 * alternate data streams, device names and control characters.
 */
export function unsafePathReason(path: string): string | undefined {
  if (path.length === 0) return 'is empty'
  if (path.length > 1024) return 'is longer than 1024 characters'
  if (CONTROL.test(path)) return 'contains control characters'
  if (path.includes('\\')) return 'contains a backslash; write / between folders'
  if (path.startsWith('/')) return 'is absolute; it must be relative to the repository'
  if (path.startsWith('~')) return 'starts with ~, which is not expanded'
  if (/[:<>"|]/.test(path)) return 'contains a character that Windows does not allow in names'
  return path.split('/').map(unsafeSegmentReason).find(Boolean)
}

/** Removes `.` segments. Only for paths that `unsafePathReason` accepts. */
export function normalizePath(path: string): string {
  const kept = path.split('/').filter((segment) => segment !== '.')
  return kept.length === 0 ? '.' : kept.join('/')
}

/** A path relative to the repository's root that stays inside it. */
export const RepoPathSchema = z.string().superRefine((path, context) => {
  const reason = unsafePathReason(path)
  if (reason) context.addIssue({ code: 'custom', message: reason, params: { rule: 'path' } })
})

/** A prompt file: inside `.threados/prompts/`, ending in a name; one file, so no `*` or `?`. */
export const PromptPathSchema = RepoPathSchema.refine(
  (path) => normalizePath(path).startsWith(`${PROMPTS_FOLDER}/`),
  { message: `must lie inside ${PROMPTS_FOLDER}/`, params: { rule: 'path' } },
).refine((path) => !/[*?]/.test(path), {
  message: 'must name one file, without * or ?',
  params: { rule: 'path' },
})

/** True for paths into `.git` or ThreadOS' own folder, however the file system treats upper case. */
function isControlPath(path: string): boolean {
  const segments = normalizePath(path).toLowerCase().split('/')
  return segments[0] === DATA_FOLDER || segments.includes('.git')
}

/** A path where steps may work or leave results: inside the repository, but not in `.git` or `.threados`. */
export const WorkPathSchema = RepoPathSchema.refine((path) => !isControlPath(path), {
  message: `must not lie in .git or ${DATA_FOLDER}`,
  params: { rule: 'path' },
})
