import { isScalar } from 'yaml'
import type { z } from 'zod'
import { type FailureCode, formatPath } from '../../failure.ts'
import { isWindowsDeviceName, RESERVED_NAMES } from '../../schema/ids.ts'
import { valueAt } from '../read/plain.ts'
import { type Problem, rankOf } from '../read/problem.ts'
import type { Tree } from '../read/tree.ts'
import { keyOffsetAt, nodeAt, offsetAt } from '../read/value.ts'
import { nearest } from './nearest.ts'
import { knownKeysAt } from './schema-shape.ts'
import { type Issue, wordIssue } from './word-issue.ts'

/** Most unknown keys of one map, and most issues at all, that are put into words. */
const MAX_UNKNOWN_KEYS = 20
const MAX_ISSUES = 1000

/** Fields that are ids themselves. */
const ID_FIELDS: ReadonlySet<unknown> = new Set(['id', 'group_id'])
/** Fields that name other nodes: what no node can be called can't be found either. */
const REFERENCE_FIELDS: ReadonlySet<unknown> = new Set([
  'depends_on',
  'after',
  'fusion_candidates',
  'watchdog_for',
  'parent',
])

function isPathIssue(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.['rule'] === 'path'
}

/** The code for what is no valid id, by the field that it stands in. */
function idCode({ issue, path, value }: Issue): FailureCode | undefined {
  const isId = ID_FIELDS.has(path.at(-1))
  const field = path.findLast((step) => typeof step === 'string')
  if (!isId && !REFERENCE_FIELDS.has(field)) return undefined
  if (issue.code === 'invalid_type') return isId ? 'INVALID_ID' : undefined
  if (typeof value === 'string' && RESERVED_NAMES.has(value)) return 'RESERVED_KEY'
  return isId ? 'INVALID_ID' : 'DANGLING_DEPENDENCY'
}

/** A valid id as near as possible to a text that is none. */
function validId(text: string): string | undefined {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  const id = words?.join('-').slice(0, 64).replace(/-$/, '')
  return id === undefined || RESERVED_NAMES.has(id) || isWindowsDeviceName(id) ? undefined : id
}

/** Words for a text that should be an id: shorter than the rule, with one that would do. */
function idWords({ path, value }: Issue, code: FailureCode): Pick<Problem, 'message' | 'hint'> {
  const place = formatPath(path)
  const text = JSON.stringify(String(value).slice(0, 80))
  const better = validId(String(value))
  if (code === 'RESERVED_KEY') {
    return { message: `${place} is ${text}, which is a reserved name.`, hint: 'Choose another id.' }
  }
  if (code === 'DANGLING_DEPENDENCY') {
    const hint = better === undefined ? undefined : `Do you mean ${better}?`
    return { message: `${place} names ${text}, which can be no step's or gate's id.`, hint }
  }
  const rule = isWindowsDeviceName(String(value))
    ? 'which Windows reserves for a device'
    : 'but an id is 1 to 64 lower-case letters or digits in groups joined by single hyphens'
  const hint = better === undefined ? 'Choose another id, as in build-api.' : `Write ${better}.`
  return { message: `${place} is ${text}, ${rule}.`, hint }
}

function codeOf(full: Issue): FailureCode {
  const { issue, value } = full
  if (isPathIssue(issue)) return 'INVALID_PATH'
  if (issue.code === 'too_big' && issue.origin === 'array') return 'LIMIT_EXCEEDED'
  if (value === undefined) return 'INVALID_SCHEMA'
  return idCode(full) ?? 'INVALID_SCHEMA'
}

function unknownKeyProblems(
  issue: Issue,
  keys: readonly string[],
  tree: Tree | undefined,
): Problem[] {
  return keys.slice(0, MAX_UNKNOWN_KEYS).map((key) => {
    const path = [...issue.path, key]
    const meant = nearest(key, issue.knownKeys)
    const place = issue.path.length === 0 ? 'The file' : formatPath(issue.path)
    return {
      code: 'INVALID_SCHEMA',
      message: `${place} has the unknown key "${key}".`,
      path,
      offset: tree ? keyOffsetAt(tree.root, path) : 0,
      hint:
        meant === undefined
          ? `Known keys are ${issue.knownKeys.join(', ')}; keys of your own begin with x-.`
          : `Did you mean ${meant}?`,
      details: { key, ...(meant === undefined ? {} : { meant }) },
    }
  })
}

function problemsOf(issue: Issue, tree: Tree | undefined): Problem[] {
  if (issue.issue.code === 'unrecognized_keys') {
    return unknownKeyProblems(issue, issue.issue.keys, tree)
  }
  const { path } = issue
  const offset = tree ? offsetAt(tree.root, path) : 0
  const code = codeOf(issue)
  const isId = idCode(issue) === code && typeof issue.value === 'string'
  return [{ code, path, offset, ...(isId ? idWords(issue, code) : wordIssue(issue)) }]
}

/** The issues with their values and codes, the most basic ones first, as many as are put into words. */
function rankedIssues(issues: readonly z.core.$ZodIssue[], read: Read): Issue[] {
  return issues
    .map((issue): Issue => {
      const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
      return { issue, path, value: valueAt(read.value, path), source: undefined, knownKeys: [] }
    })
    .map((issue) => ({ issue, rank: rankOf(codeOf(issue)) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MAX_ISSUES)
    .map(({ issue }) => issue)
}

interface Read {
  readonly tree?: Tree
  readonly value: unknown
}

/**
 * The problems that a value has with its schema, one for each place, in plain words. Without the tree of a text
 * they have no offset.
 */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  read: Read,
): Problem[] {
  const problems = new Map<string, Problem>()
  for (const issue of rankedIssues(issues, read)) {
    const { path } = issue
    const node = read.tree && nodeAt(read.tree.root, path)
    const source = node && isScalar(node) ? node.source : undefined
    const full = { ...issue, source, knownKeys: knownKeysAt(schema, path) }
    for (const problem of problemsOf(full, read.tree)) {
      const place = JSON.stringify(problem.path)
      // The first issue of a place is the most basic one: its type, then its length, then its form.
      if (!problems.has(place)) problems.set(place, problem)
    }
  }
  return [...problems.values()]
}
