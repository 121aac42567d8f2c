import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { RESERVED_NAMES } from '../schema/ids.ts'

/** Deepest nesting of lists and objects that is read, as in sequence.yaml. */
const MAX_DEPTH = 64

const QUOTE = '"'

/** Offset just behind the text that begins at `start`; the JSON is known to be sound. */
function endOfText(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== QUOTE) at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function isFollowedByColon(json: string, start: number): boolean {
  let at = start
  while (' \t\r\n'.includes(json[at] ?? QUOTE)) at += 1
  return json[at] === ':'
}

function refuse(message: string, file: string): Result<never> {
  return fail('INVALID_SCHEMA', message, { at: { file } })
}

/** What is wrong with one key of an object whose keys so far are known; undefined when nothing is. */
function keyProblem(key: string, known: Set<string>): string | undefined {
  if (RESERVED_NAMES.has(key)) return `The key "${key}" is reserved.`
  if (known.has(key)) return `The key "${key}" stands twice in one object.`
  known.add(key)
  return undefined
}

/** The lists (undefined) and objects (their keys so far) that are open at a place of the text. */
type Open = (Set<string> | undefined)[]

/** Opens or closes a list or an object; any other character changes nothing. */
function follow(open: Open, character: string | undefined): void {
  if (character === '{') open.push(new Set())
  else if (character === '[') open.push(undefined)
  else if (character === '}' || character === ']') open.pop()
}

/** What sound JSON says that its plain value would hide: keys that come twice, reserved keys, deep nesting. */
function hiddenProblem(json: string): string | undefined {
  const open: Open = []
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] !== QUOTE) {
      follow(open, json[at])
      if (open.length > MAX_DEPTH)
        return `Lists and objects are nested more than ${MAX_DEPTH} deep.`
      continue
    }
    const end = endOfText(json, at)
    const keys = open.at(-1)
    if (keys && isFollowedByColon(json, end)) {
      const problem = keyProblem(JSON.parse(json.slice(at, end)), keys)
      if (problem) return problem
    }
    at = end - 1
  }
  return undefined
}

/**
 * Reads JSON of unknown origin. Refused besides what is no JSON: a key that stands twice in one object (two
 * readers could see two different files), reserved keys such as `__proto__`, nesting over 64. Linear in the text.
 */
export function parseStrictJson(json: string, file: string): Result<unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    return refuse(`${file} is not JSON: ${String(cause)}.`, file)
  }
  const problem = hiddenProblem(json)
  return problem === undefined ? ok(value) : refuse(problem, file)
}
