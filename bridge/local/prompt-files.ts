import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PromptChange } from '../../shared/actions/define.ts'
import type { PromptState } from '../../shared/commit/journal.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { normalizePath, PromptPathSchema } from '../../shared/schema/paths.ts'

/** Largest prompt that is read, in bytes. */
const MAX_PROMPT_BYTES = 8 * 1024 * 1024

/** Longest name of a file or folder on every platform, in bytes. */
const MAX_NAME_BYTES = 255

/** Why a prompt can't be a file at this place, as things stand; undefined when it can. */
function obstacle(part: string, isLast: boolean): string | undefined {
  if (Buffer.byteLength(basename(part)) > MAX_NAME_BYTES) {
    return `has a name that is longer than ${MAX_NAME_BYTES} bytes`
  }
  if (!existsSync(part)) return undefined
  const stats = lstatSync(part)
  if (stats.isSymbolicLink()) return undefined
  if (isLast) return stats.isDirectory() ? 'is a folder' : undefined
  return stats.isDirectory() ? undefined : `leads through ${part}, which is no folder`
}

/** Refuses prompt paths that leave `.threados/prompts` by their spelling or through a symbolic link. */
function checkPromptPath(root: string, path: string): Result<string> {
  const checked = PromptPathSchema.safeParse(path)
  if (!checked.success) {
    return fail('INVALID_PATH', `The prompt path ${path} is not inside .threados/prompts.`, {
      at: { file: path },
    })
  }
  const segments = normalizePath(path).split('/')
  for (let length = 1; length <= segments.length; length += 1) {
    const part = join(root, ...segments.slice(0, length))
    // Said before anything is committed: a record whose prompt can't be written could never be published.
    const reason = obstacle(part, length === segments.length)
    if (reason !== undefined) {
      return fail('INVALID_PATH', `The prompt path ${path} ${reason}.`, { at: { file: path } })
    }
    if (existsSync(part) && lstatSync(part).isSymbolicLink()) {
      return fail(
        'INVALID_PATH',
        `The prompt path ${path} leads through the symbolic link ${part}.`,
        {
          at: { file: path },
          hint: 'Replace the link by a real file or folder.',
        },
      )
    }
  }
  return ok(join(root, ...segments))
}

/** A prompt's text; null when the file does not exist. */
export function readPrompt(root: string, path: string): Result<string | null> {
  const target = checkPromptPath(root, path)
  if (!target.ok) return target
  if (!existsSync(target.value)) return ok(null)
  if (lstatSync(target.value).size > MAX_PROMPT_BYTES) {
    return fail('FILE_TOO_LARGE', `The prompt ${path} is larger than 8 MiB.`, {
      at: { file: path },
    })
  }
  return ok(readFileSync(target.value, 'utf8'))
}

type Texts = Map<string, string | null>

function textAt(root: string, texts: Texts, path: string): Result<string | null> {
  const known = texts.get(path)
  return known === undefined ? readPrompt(root, path) : ok(known)
}

function applyCopy(
  root: string,
  texts: Texts,
  change: Extract<PromptChange, { kind: 'copy' | 'move' }>,
): Result<undefined> {
  const source = textAt(root, texts, change.from)
  if (!source.ok) return source
  if (source.value === null) return ok(undefined)
  texts.set(change.path, source.value)
  if (change.kind === 'move') texts.set(change.from, null)
  return ok(undefined)
}

function applyWrite(
  root: string,
  texts: Texts,
  change: Extract<PromptChange, { kind: 'write' }>,
): Result<undefined> {
  const present = textAt(root, texts, change.path)
  if (!present.ok) return present
  const isKept = change.ifMissing === true && present.value !== null
  if (!isKept) texts.set(change.path, change.text)
  return ok(undefined)
}

function applyChange(root: string, texts: Texts, change: PromptChange): Result<undefined> {
  const target = checkPromptPath(root, change.path)
  if (!target.ok) return target
  switch (change.kind) {
    case 'write':
      return applyWrite(root, texts, change)
    case 'copy':
    case 'move':
      return applyCopy(root, texts, change)
    case 'remove':
      texts.set(change.path, null)
      return ok(undefined)
  }
}

/** What prompt changes leave: each touched file with its new text, later changes seeing earlier ones. */
export function resolvePromptChanges(
  root: string,
  changes: readonly PromptChange[],
): Result<PromptState[]> {
  const texts: Texts = new Map()
  for (const change of changes) {
    const applied = applyChange(root, texts, change)
    if (!applied.ok) return applied
  }
  return ok([...texts].map(([path, text]) => ({ path, text })))
}

/** The same prompt files as they are on disk now. */
export function currentPrompts(
  root: string,
  prompts: readonly PromptState[],
): Result<PromptState[]> {
  const states: PromptState[] = []
  for (const { path } of prompts) {
    const text = readPrompt(root, path)
    if (!text.ok) return text
    states.push({ path, text: text.value })
  }
  return ok(states)
}
