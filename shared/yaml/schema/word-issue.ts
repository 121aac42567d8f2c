import type { z } from 'zod'
import { formatPath } from '../../failure.ts'
import type { Problem } from '../read/problem.ts'
import { nearest } from './nearest.ts'

/** One way in which a value breaks its schema, with what the words about it need. */
export interface Issue {
  readonly issue: z.core.$ZodIssue
  readonly path: readonly (string | number)[]
  readonly value: unknown
  /** The value as the file spells it, where it is a single word or number. */
  readonly source: string | undefined
  /** Keys that the schema knows where the issue is. */
  readonly knownKeys: readonly string[]
}

type Words = Pick<Problem, 'message' | 'hint'>

const MAX_SHOWN = 60

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
}

/** A value as messages show it: short, on one line. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (value === null) return 'empty'
  if (typeof value === 'object') return 'a map'
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

function placeOf({ path }: Issue): string {
  return path.length === 0 ? 'The file' : formatPath(path)
}

function missing({ path, issue }: Issue): Words {
  const key = String(path.at(-1))
  const parent = path.length > 1 ? formatPath(path.slice(0, -1)) : 'The file'
  const kind = issue.code === 'invalid_type' ? KINDS[issue.expected] : undefined
  const values = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : undefined
  return {
    message: `${parent} has no "${key}".`,
    hint: `Add "${key}: …"${kind ? ` with ${kind}` : values ? ` with one of ${values}` : ''}.`,
  }
}

function listHint(value: unknown): string | undefined {
  if (value === null) return 'Write [] for an empty list, or remove the key.'
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const isPlain = /^[\w./-]+(, *[\w./-]+)*$/.test(String(value))
  return `Write it as a list: [${isPlain ? value : JSON.stringify(value)}].`
}

function unquotedHint(expected: string, value: string): string | undefined {
  if (expected === 'boolean') return 'Write true or false, without quotes.'
  const isNumber = expected === 'number' || expected === 'int'
  return isNumber && value.trim() !== '' && Number.isFinite(Number(value))
    ? `Write ${Number(value)}, without quotes.`
    : undefined
}

function typeHint(expected: string, { value, source }: Issue): string | undefined {
  if (expected === 'array') return listHint(value)
  if (value === null) return 'Give it a value, or remove the key.'
  if (typeof value === 'string') return unquotedHint(expected, value)
  const isWord = typeof value === 'number' || typeof value === 'boolean'
  return expected === 'string' && isWord ? `Put it in quotes: "${source ?? value}".` : undefined
}

function wrongType(issue: Issue, expected: string): Words {
  const found =
    typeof issue.value === 'number' ? (issue.source ?? String(issue.value)) : shown(issue.value)
  const message = `${placeOf(issue)} must be ${KINDS[expected] ?? expected}; it is ${found}.`
  return { message, hint: typeHint(expected, issue) }
}

function wrongChoice(issue: Issue, values: readonly unknown[]): Words {
  const choices = values.map(String)
  const meant = typeof issue.value === 'string' ? nearest(issue.value, choices) : undefined
  return {
    message: `${placeOf(issue)} must be one of ${choices.join(', ')}; it is ${shown(issue.value)}.`,
    hint: meant === undefined ? undefined : `Write ${meant}.`,
  }
}

function countOf(value: unknown): string {
  if (Array.isArray(value)) return `has ${value.length}`
  return typeof value === 'string' ? `has ${value.length}` : `is ${shown(value)}`
}

function wrongSize(issue: Issue, origin: string, bound: string): Words {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''
  const verb = unit === '' ? 'must be' : 'must have'
  return { message: `${placeOf(issue)} ${verb} ${bound}${unit}; it ${countOf(issue.value)}.` }
}

/** Messages of our own schemas say what the value must be or is; the library's begin with "Invalid". */
function isOwnMessage(message: string): boolean {
  return /^[a-z]/.test(message)
}

function wrongForm(issue: Issue): Words {
  const { issue: found, value } = issue
  if (found.code === 'invalid_format' && found.format === 'datetime') {
    const message = `${placeOf(issue)} must be a moment as in "2026-02-07T00:00:00Z"; it is ${shown(value)}.`
    return { message }
  }
  const message = isOwnMessage(found.message)
    ? `${placeOf(issue)} ${found.message}: ${shown(value)}.`
    : `${placeOf(issue)} does not have the required form: ${shown(value)}.`
  return { message }
}

function boundOf(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  if (issue.code === 'too_big')
    return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
  return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
}

/** What a schema's issue means, in one sentence with the value that was found, and how to mend it. */
export function wordIssue(issue: Issue): Words {
  const found = issue.issue
  if (issue.value === undefined) return missing(issue)
  if (found.code === 'invalid_type') return wrongType(issue, found.expected)
  if (found.code === 'invalid_value') return wrongChoice(issue, found.values)
  if ((found.code === 'too_big' || found.code === 'too_small') && !isOwnMessage(found.message)) {
    return wrongSize(issue, found.origin, boundOf(found))
  }
  return wrongForm(issue)
}
